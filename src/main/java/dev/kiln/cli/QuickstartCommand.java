package dev.kiln.cli;

import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.builder.InputException;
import dev.kiln.builder.Inputs;
import dev.kiln.builder.ManifestBuild;
import dev.kiln.builder.ManifestFile;
import dev.kiln.builder.Settings;
import dev.kiln.builder.TemporaryDirectory;
import dev.kiln.cli.Flags.Parsed;
import dev.kiln.cli.progress.Display;
import dev.kiln.engine.BuildRequest.Isolation;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.Output;
import dev.kiln.engine.registry.RegistryConfig;
import dev.kiln.engine.registry.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// `kiln quickstart`: an ImageBuild from manifest to registry and back on this machine alone.
final class QuickstartCommand implements Command {
  private static final String NAME = "hello.yaml";

  @Override
  public Flags flags() {
    return new Flags(
            "quickstart",
            "kiln quickstart [FLAGS]",
            """
            Builds an example ImageBuild, pushes it to a registry of its own, pulls it back and
            verifies it. Needs no cluster, no root and no other registry; leaves nothing behind.\
            """)
        .section("Flags")
        .value("--progress", "KIND", "auto, tty, plain or json, on standard error (default auto)")
        .toggle("-q --quiet", "print the digest alone");
  }

  @Override
  public ExitStatus run(Parsed flags, Surroundings surroundings) throws UsageException {
    if (!flags.arguments().isEmpty()) {
      throw new UsageException(
          "no arguments are taken, found " + String.join(" ", flags.arguments()));
    }
    Display display = EngineFlags.display(flags, surroundings);
    PrintStream out =
        flags.on("--quiet")
            ? new PrintStream(
                java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : surroundings.out();
    try (var directory = TemporaryDirectory.create("quickstart");
        RegistryServer registry = RegistryServer.start(0, directory.path().resolve("registry"))) {
      return show(directory.path(), registry.host(), display, out, surroundings);
    } catch (IOException e) {
      surroundings.err().println("ERROR: " + e.getMessage());
      return ExitStatus.ENVIRONMENT_FAILED;
    }
  }

  private static ExitStatus show(
      Path directory, String registry, Display display, PrintStream out, Surroundings surroundings)
      throws IOException, UsageException {
    out.println("A registry of its own serves at " + registry + ".\n");
    String manifest = example().replace("REGISTRY", registry);
    Path file = Files.writeString(directory.resolve(NAME), manifest);
    out.println("An ImageBuild, as it could be applied to a cluster:\n");
    out.println(manifest.indent(2));
    out.println("Its build, as the builder's pod runs it:\n");
    out.flush();
    Instant start = Instant.now();
    Attempt attempt =
        Attempt.make(display, surroundings, () -> build(file, directory, display, surroundings));
    BuildResult result = attempt.result();
    if (result == null) {
      return attempt.status();
    }
    ImageProof proof = ImageProof.pull(result.names().getFirst(), result.manifest().digest());
    out.println(
        "\nPulled back: manifest, config and layers (%d bytes) have the digests that name them."
            .formatted(proof.bytes()));
    out.println("\nWhat a cluster would show:\n");
    Instant end = Instant.now();
    out.println(
        StatusView.of(
            "hello",
            result.names().getFirst(),
            attempt.report(),
            end,
            Duration.between(start, end)));
    surroundings.out().println(result.manifest().digest());
    return ExitStatus.BUILT;
  }

  private static BuildResult build(
      Path file, Path directory, Display display, Surroundings surroundings)
      throws dev.kiln.engine.BuildException, InputException, IOException, InterruptedException {
    ImageBuildSpec spec = ManifestFile.read(file, NAME).spec();
    Settings settings =
        new Settings(
            List.of(new Output.Registry()),
            RegistryConfig.EMPTY,
            List.of(),
            directory.resolve("cache"),
            directory.resolve("store"),
            Isolation.AUTO,
            null,
            false);
    try (var build = ManifestBuild.prepare(spec, new Inputs(directory), settings)) {
      return surroundings.engine().build(build.request(), display);
    }
  }

  private static String example() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            QuickstartCommand.class.getResourceAsStream("quickstart.yaml"), "a resource of ours")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
