package dev.kiln.cli;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Cache;
import dev.kiln.api.v1alpha1.TerminationMessage;
import dev.kiln.builder.InputException;
import dev.kiln.builder.Inputs;
import dev.kiln.builder.ManifestBuild;
import dev.kiln.builder.ManifestFile;
import dev.kiln.builder.Reports;
import dev.kiln.builder.Settings;
import dev.kiln.cli.Flags.Parsed;
import dev.kiln.cli.progress.Display;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `kiln run`: builds an `ImageBuild` manifest here; a builder pod runs exactly this.
final class RunCommand implements Command {
  private static final String EXAMPLES =
      """
      What the manifest refers to is read from the directory of --inputs: secrets/NAME/KEY,
      configmaps/NAME/KEY, volumes/CLAIM.

      Examples:
        kiln run -f imagebuild.yaml
        kiln run -f imagebuild.yaml --inputs inputs --no-push
        kiln run -f imagebuild.yaml --output type=oci,dest=image.tar

      Exit status: 0 built, 1 the build failed, 2 wrong usage or an invalid manifest, 3 the
      environment failed, 4 this host refuses the sandbox, 130 interrupted.
      """;

  @Override
  public Flags flags() {
    Flags flags =
        new Flags(
                "run",
                "kiln run -f FILE [FLAGS]",
                "Builds an ImageBuild manifest on this machine, as a cluster does.")
            .section("What to build")
            .value("-f --file", "FILE", "the manifest")
            .value("--inputs", "DIR", "what it refers to (default the manifest's directory)")
            .toggle("--no-cache", "run every step")
            .section("Where it goes")
            .list("-o --output", "SPEC", "type=oci|docker|local|registry|store,dest=PATH")
            .toggle("--no-push", "keep the image in the local store")
            .value("--report", "FILE", "write the report that the operator reads")
            .value("--iidfile", "FILE", "write the image ID to a file")
            .value("--metadata-file", "FILE", "write digests and names to a JSON file");
    return EngineFlags.declare(flags).footer(EXAMPLES);
  }

  @Override
  public ExitStatus run(Parsed flags, Surroundings surroundings) throws UsageException {
    Optional<Path> report = flags.value("--report").map(surroundings::path);
    if (!flags.arguments().isEmpty()) {
      throw new UsageException(
          "no arguments are taken, found %s; the manifest is named by -f"
              .formatted(String.join(" ", flags.arguments())));
    }
    try {
      Display display = EngineFlags.display(flags, surroundings);
      Attempt attempt =
          Attempt.make(display, surroundings, () -> build(flags, display, surroundings));
      BuildResult result = attempt.result();
      if (result != null && flags.on("--quiet")) {
        surroundings.out().println(result.imageId());
      }
      return report.isEmpty() || write(attempt.report(), report.get(), surroundings)
          ? attempt.status()
          : ExitStatus.ENVIRONMENT_FAILED;
    } catch (UsageException e) {
      report.ifPresent(file -> write(Reports.invalid(e.getMessage()), file, surroundings));
      throw e;
    }
  }

  private static BuildResult build(Parsed flags, Display display, Surroundings surroundings)
      throws BuildException, InputException, UsageException, IOException, InterruptedException {
    String shown =
        flags
            .value("--file")
            .orElseThrow(() -> new UsageException("the manifest is missing: -f imagebuild.yaml"));
    Path file = surroundings.path(shown);
    ManifestFile manifest = ManifestFile.read(file, shown);
    noteClusterOnly(manifest, display, surroundings);
    Inputs inputs =
        new Inputs(
            flags
                .value("--inputs")
                .map(surroundings::path)
                .orElse(Objects.requireNonNullElse(file.getParent(), surroundings.directory())));
    Settings settings = settings(manifest, inputs, flags, display, surroundings);
    ResultFiles files = ResultFiles.of(flags, surroundings);
    files.clear();
    try (var build = ManifestBuild.prepare(manifest.spec(), inputs, settings)) {
      BuildResult result = surroundings.engine().build(build.request(), display);
      files.write(result);
      return result;
    }
  }

  private static Settings settings(
      ManifestFile manifest,
      Inputs inputs,
      Parsed flags,
      Display display,
      Surroundings surroundings)
      throws UsageException {
    return new Settings(
        outputs(flags, surroundings),
        EngineFlags.registries(flags, surroundings),
        surroundings.dockerConfigs(),
        cacheDirectory(manifest.spec().cache(), inputs, flags, display, surroundings),
        EngineFlags.storeDirectory(flags, surroundings),
        EngineFlags.isolation(flags, surroundings),
        EngineFlags.epoch(
            manifest.spec().args().stream()
                .filter(arg -> arg.name().equals(EngineFlags.EPOCH))
                .map(arg -> arg.value())
                .findFirst()
                .orElse(null),
            surroundings),
        flags.on("--no-cache"));
  }

  private static List<Output> outputs(Parsed flags, Surroundings surroundings)
      throws UsageException {
    var outputs = new ArrayList<Output>();
    for (String text : flags.list("--output")) {
      outputs.add(OutputFlag.parse(text, surroundings));
    }
    if (flags.on("--no-push")) {
      if (outputs.contains(new Output.Registry())) {
        throw new UsageException("--no-push contradicts --output type=registry");
      }
      return outputs.isEmpty() ? List.of(new Output.Store()) : outputs;
    }
    return outputs.isEmpty() ? List.of(new Output.Registry()) : outputs;
  }

  /// The cache volume where it is among the inputs, as in a pod; else this machine's cache.
  private static Path cacheDirectory(
      @Nullable Cache cache,
      Inputs inputs,
      Parsed flags,
      Display display,
      Surroundings surroundings) {
    Path own = EngineFlags.cacheDirectory(flags, surroundings);
    if (cache == null || flags.given("--cache-dir")) {
      return own;
    }
    Path volume = inputs.volumePath(cache.volume().claimName());
    if (Files.isDirectory(volume)) {
      return volume;
    }
    display.note("spec.cache: no directory %s; the cache is %s".formatted(volume, own));
    return own;
  }

  private static void noteClusterOnly(
      ManifestFile manifest, Display display, Surroundings surroundings) {
    boolean inCluster = surroundings.environment().containsKey("KUBERNETES_SERVICE_HOST");
    if (!inCluster && !manifest.clusterOnly().isEmpty()) {
      display.note(String.join(", ", manifest.clusterOnly()) + ": of no meaning outside a cluster");
    }
  }

  private static boolean write(BuildReport report, Path file, Surroundings surroundings) {
    try {
      Files.writeString(file, TerminationMessage.write(report));
      return true;
    } catch (IOException e) {
      surroundings.err().println("ERROR: cannot write the report to " + file);
      return false;
    }
  }
}
