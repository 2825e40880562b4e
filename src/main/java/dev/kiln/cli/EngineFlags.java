package dev.kiln.cli;

import dev.kiln.cli.Flags.Parsed;
import dev.kiln.cli.progress.Display;
import dev.kiln.cli.progress.JsonDisplay;
import dev.kiln.cli.progress.PlainDisplay;
import dev.kiln.cli.progress.QuietDisplay;
import dev.kiln.cli.progress.TerminalDisplay;
import dev.kiln.engine.BuildRequest.Isolation;
import dev.kiln.engine.registry.RegistryConfig;
import dev.kiln.engine.registry.RegistryConfigReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The flags that `build` and `run` share: registries, cache, store, sandbox, progress.
final class EngineFlags {
  static final String EPOCH = "SOURCE_DATE_EPOCH";

  private EngineFlags() {}

  static Flags declare(Flags flags) {
    return flags
        .section("Registries")
        .value("--registries", "FILE", "how registries are reached: mirrors, plain HTTP, CAs")
        .list("--registry-mirror", "HOST=HOST", "pull what is at the first host from the second")
        .list("--insecure-registry", "HOST", "speak plain HTTP (loopback needs no naming)")
        .list("--registry-ca", "HOST=FILE", "trust the certificates of a PEM file for a host")
        .section("Cache and sandbox")
        .value("--cache-dir", "DIR", "layers and results of steps (default ~/.cache/kiln)")
        .value("--store-dir", "DIR", "the image store (default ~/.local/share/kiln)")
        .value("--sandbox", "KIND", "of RUN: auto, namespaces or chroot (default auto)")
        .section("Progress")
        .value("--progress", "KIND", "auto, tty, plain or json, on standard error (default auto)")
        .toggle("-q --quiet", "say only what fails; print the image ID on success");
  }

  static RegistryConfig registries(Parsed flags, Surroundings surroundings) throws UsageException {
    try {
      RegistryConfig config = RegistryConfig.EMPTY;
      Optional<String> file = flags.value("--registries");
      if (file.isPresent()) {
        config = RegistryConfigReader.read(surroundings.path(file.get()));
      }
      for (String mirror : flags.list("--registry-mirror")) {
        config = RegistryConfigReader.withMirror(config, mirror);
      }
      for (String host : flags.list("--insecure-registry")) {
        config = RegistryConfigReader.withInsecure(config, host);
      }
      for (String ca : flags.list("--registry-ca")) {
        config = RegistryConfigReader.withCa(config, absolute(ca, surroundings));
      }
      return config;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// `HOST=FILE` with the file as seen from the working directory.
  private static String absolute(String ca, Surroundings surroundings) {
    String[] sides = ca.split("=", 2);
    return sides.length < 2 || sides[1].isEmpty()
        ? ca
        : sides[0] + "=" + surroundings.path(sides[1]);
  }

  static Path cacheDirectory(Parsed flags, Surroundings surroundings) {
    return flags
        .value("--cache-dir")
        .map(surroundings::path)
        .orElseGet(surroundings::cacheDirectory);
  }

  static Path storeDirectory(Parsed flags, Surroundings surroundings) {
    return flags
        .value("--store-dir")
        .map(surroundings::path)
        .orElseGet(surroundings::storeDirectory);
  }

  static Isolation isolation(Parsed flags, Surroundings surroundings) throws UsageException {
    String usual = surroundings.environment().getOrDefault("KILN_SANDBOX", "auto");
    String kind = flags.value("--sandbox").orElse(usual);
    return switch (kind) {
      case "auto" -> Isolation.AUTO;
      case "namespaces" -> Isolation.NAMESPACES;
      case "chroot" -> Isolation.CHROOT;
      default ->
          throw new UsageException(
              "--sandbox %s: expected auto, namespaces or chroot".formatted(kind));
    };
  }

  static Display display(Parsed flags, Surroundings surroundings) throws UsageException {
    String kind = flags.value("--progress").orElse("auto");
    var clock = InstantSource.system();
    Display chosen =
        switch (kind) {
          case "auto" ->
              surroundings.terminal().size().isPresent()
                  ? new TerminalDisplay(surroundings.err(), clock, surroundings.terminal())
                  : new PlainDisplay(surroundings.err(), clock);
          case "tty" -> new TerminalDisplay(surroundings.err(), clock, surroundings.terminal());
          case "plain" -> new PlainDisplay(surroundings.err(), clock);
          case "json", "rawjson" -> new JsonDisplay(surroundings.err());
          case "quiet" -> new QuietDisplay(surroundings.err());
          default ->
              throw new UsageException(
                  "--progress %s: expected auto, tty, plain or json".formatted(kind));
        };
    return flags.on("--quiet") ? new QuietDisplay(surroundings.err()) : chosen;
  }

  /// The time of the image: what the build argument says, or else the environment.
  static @Nullable Instant epoch(@Nullable String argument, Surroundings surroundings)
      throws UsageException {
    String text = argument == null ? surroundings.environment().get(EPOCH) : argument;
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0) {
        return Instant.ofEpochSecond(seconds);
      }
    } catch (NumberFormatException | DateTimeException e) {
      // said below
    }
    throw new UsageException(
        "%s=%s: expected seconds since 1970-01-01T00:00:00Z".formatted(EPOCH, text));
  }
}
