package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.CommandLine;
import dev.kiln.engine.dockerfile.Healthcheck;
import dev.kiln.engine.oci.ContainerConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// HEALTHCHECK as an image's config holds it.
final class Healthchecks {
  private Healthchecks() {}

  static ContainerConfig.Healthcheck of(Healthcheck instruction) {
    return switch (instruction.check()) {
      case Healthcheck.None none -> new ContainerConfig.Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0);
      case Healthcheck.Probe probe ->
          new ContainerConfig.Healthcheck(
              test(probe.command()),
              nanos(probe.interval()),
              nanos(probe.timeout()),
              nanos(probe.startPeriod()),
              nanos(probe.startInterval()),
              probe.retries() == null ? 0 : probe.retries());
    };
  }

  /// The runtime adds the image's shell to `CMD-SHELL` itself.
  private static List<String> test(CommandLine command) {
    return switch (command) {
      case CommandLine.Shell(String text) -> List.of("CMD-SHELL", text);
      case CommandLine.Exec(List<String> args) ->
          Stream.concat(Stream.of("CMD"), args.stream()).toList();
    };
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos();
  }
}
