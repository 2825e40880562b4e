package dev.kiln.engine;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.dockerfile.DockerfileException;
import dev.kiln.engine.dockerfile.Problem;
import dev.kiln.engine.graph.BaseImageException;
import dev.kiln.engine.graph.BuildPlan;
import dev.kiln.engine.graph.PlanOptions;
import dev.kiln.engine.graph.Planner;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.Credentials;
import dev.kiln.engine.registry.ImagePuller;
import dev.kiln.engine.registry.ImagePusher;
import dev.kiln.engine.registry.RegistryClient;
import dev.kiln.engine.registry.RegistryException;
import dev.kiln.engine.solver.Progress;
import dev.kiln.engine.solver.Reporter;
import dev.kiln.engine.solver.Solver;
import dev.kiln.engine.solver.StepException;
import dev.kiln.engine.solver.StepExecutor;
import dev.kiln.engine.solver.StepOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds images: parse, plan, solve, assemble, export.
public final class ImageBuilder {
  private final Progress progress;
  private final Clock clock;

  public ImageBuilder(Progress progress) {
    this(progress, Clock.systemUTC());
  }

  ImageBuilder(Progress progress, Clock clock) {
    this.progress = progress;
    this.clock = clock;
  }

  /// Builds an image and takes it to its outputs.
  ///
  /// @throws BuildException if the build fails; outputs hold nothing of it then, except those that
  ///   were finished before another one failed
  /// @throws InterruptedException if the calling thread is interrupted; running steps are ended
  public BuildResult build(BuildRequest request) throws BuildException, InterruptedException {
    try {
      return new Build(request, new Reporter(progress), clock).build();
    } catch (DockerfileException e) {
      throw Failures.of(e);
    } catch (BaseImageException e) {
      throw Failures.of(e);
    } catch (StepException e) {
      throw Failures.of(e);
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// One build.
  private static final class Build {
    private final BuildRequest request;
    private final Reporter reporter;
    private final Clock clock;
    private final Platform platform;
    private final List<String> warnings = new ArrayList<>();

    Build(BuildRequest request, Reporter reporter, Clock clock) {
      this.request = request;
      this.reporter = reporter;
      this.clock = clock;
      this.platform = request.platform() == null ? Platform.ofThisMachine() : request.platform();
    }

    BuildResult build()
        throws BuildException,
            DockerfileException,
            BaseImageException,
            StepException,
            IOException,
            InterruptedException {
      var names = names();
      var cache = LayerCache.open(request.cacheDirectory());
      var credentials = Credentials.read(request.dockerConfigs());
      try (var scratch = cache.scratch();
          var registry = new RegistryClient(request.registries(), credentials);
          var context = ContextOpener.open(request.context(), scratch)) {
        var loaded = DockerfileLoader.load(request.dockerfile(), context);
        var store = ImageLayout.create(request.storeDirectory());
        var finder =
            new BaseImageFinder(request.pull() ? null : store, new ImagePuller(registry), reporter);
        var plan = plan(loaded, context, finder);
        var blobs = new LayerBlobs(cache, store, registry, scratch);
        var state = Files.createTempDirectory(scratch.path(), "state-");
        try (var environment = new BuildEnvironment(request.isolation(), state)) {
          var executor =
              new StepExecutor(
                  cache,
                  blobs,
                  environment,
                  scratch,
                  context.files(loaded.ignore()),
                  new RequestSecrets(request.secrets()),
                  clock,
                  reporter,
                  epoch(context));
          var solved = solve(plan, cache, blobs, executor);
          var image =
              ImageAssembler.assemble(
                  plan.target(), solved.layers(), cache, now(context), request.noCache());
          var exporter = new ImageExporter(image, names, blobs, reporter);
          export(exporter, store, new ImagePusher(registry), scratch, executor);
          return new BuildResult(
              image.manifest().descriptor(),
              image.imageId(),
              image.size(),
              names.stream().map(ImageReference::toString).toList(),
              context.commit(),
              finder.found(),
              solved.steps().stream().map(Build::summary).toList(),
              environment.reason(),
              warnings);
        }
      }
    }

    private List<ImageReference> names() throws BuildException {
      var names = new ArrayList<ImageReference>();
      for (String name : request.names()) {
        try {
          names.add(ImageReference.parse(name));
        } catch (IllegalArgumentException e) {
          throw new BuildException(
              Failure.of(Blame.BUILD, FailureReason.OutputFailed, String.valueOf(e.getMessage())),
              e);
        }
      }
      return names;
    }

    private BuildPlan plan(
        DockerfileLoader.Loaded loaded, OpenContext context, BaseImageFinder finder)
        throws DockerfileException, BaseImageException {
      var dockerfile = Dockerfile.parse(loaded.name(), loaded.content());
      dockerfile.warnings().stream().map(Problem::format).forEach(this::warn);
      var options =
          new PlanOptions(
              request.target(),
              request.buildArgs(),
              request.labels(),
              platform,
              Platform.ofThisMachine(),
              context.present());
      var plan = Planner.plan(dockerfile, options, finder);
      plan.warnings().forEach(this::warn);
      return plan;
    }

    private void warn(String message) {
      warnings.add(message);
      reporter.warn(message);
    }

    private record Solved(
        List<dev.kiln.engine.cache.LayerRecord> layers, List<StepOutcome> steps) {}

    private Solved solve(BuildPlan plan, LayerCache cache, LayerBlobs blobs, StepExecutor executor)
        throws StepException, IOException, InterruptedException {
      try (var solver = new Solver(plan, cache, blobs, executor, reporter, request.noCache())) {
        return new Solved(solver.solve(), solver.outcomes());
      }
    }

    private void export(
        ImageExporter exporter,
        ImageLayout store,
        ImagePusher pusher,
        Scratch scratch,
        StepExecutor executor)
        throws BuildException, IOException, InterruptedException {
      for (Output output : request.outputs()) {
        try {
          switch (output) {
            case Output.Store to -> exporter.toStore(store);
            case Output.Registry to -> exporter.toRegistry(pusher);
            case Output.OciLayout to -> exporter.toLayout(to, scratch);
            case Output.DockerArchive(var destination) -> exporter.toDockerArchive(destination);
            case Output.LocalDirectory(var destination) ->
                exporter.toDirectory(destination, executor);
          }
        } catch (RegistryException e) {
          throw Failures.ofPush(e);
        } catch (IOException e) {
          throw Failures.ofOutput(e);
        } catch (InterruptedException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }

    /// The time that files and images are clamped to; a commit's time makes builds repeatable.
    private @Nullable Instant epoch(OpenContext context) {
      return request.sourceDateEpoch() == null ? context.time() : request.sourceDateEpoch();
    }

    private String now(OpenContext context) {
      var epoch = epoch(context);
      return (epoch == null ? clock.instant() : epoch).truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static BuildResult.StepSummary summary(StepOutcome outcome) {
      return new BuildResult.StepSummary(outcome.name(), outcome.cached(), outcome.duration());
    }
  }
}
