package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a step in namespaces of its own by an OCI runtime, `runc`: it pivots into the step's root
/// and lets go of the builder's, with docker's capabilities and nothing else.
///
/// The runtime itself runs in a process namespace that the kernel ends together with the builder,
/// however that ends.
public final class OciRuntimeSandbox implements Sandbox {
  private static final int TERMINALS = 5;

  private final Path stateDirectory;
  private final StepIds ids;
  private @Nullable OciRuntime runtime;

  /// The runtime is looked for when the first step runs: a build without steps needs none.
  ///
  /// @param stateDirectory for what belongs to a running step; made when it is missing
  OciRuntimeSandbox(Path stateDirectory, StepIds ids) {
    this.stateDirectory = stateDirectory.toAbsolutePath();
    this.ids = ids;
  }

  OciRuntimeSandbox(Path stateDirectory, StepIds ids, OciRuntime runtime) {
    this(stateDirectory, ids);
    this.runtime = runtime;
  }

  @Override
  public int run(Step step, OutputSink output) throws SandboxException, InterruptedException {
    List<Integer> groups = ids.groups(step.user());
    try (Directory root = Directory.open(step.rootfs());
        Scaffold scaffold = new Scaffold(root);
        Bundle bundle = Bundle.create(stateDirectory)) {
      OciRuntime found = runtime();
      WorkingDirectory.make(root, step);
      List<StepMount> mounts = prepare(step, scaffold, bundle);
      bundle.configure(
          new RuntimeSpec(
              step,
              step.rootfs().toAbsolutePath(),
              groups,
              mounts,
              found.ownProc(),
              ids.gids().maps(TERMINALS),
              ResourceLimits.openFiles()));
      int code = new StepProcess(found.command(bundle), Lifeline::killInner).run(output);
      return code == 0 ? 0 : RuntimeLog.exitCode(code, bundle.log());
    } catch (SandboxException e) {
      throw e;
    } catch (IOException e) {
      throw new SandboxException("cannot prepare a RUN step: " + e.getMessage(), e);
    }
  }

  /// Makes the mount points and stages what is bound.
  private static List<StepMount> prepare(Step step, Scaffold scaffold, Bundle bundle)
      throws IOException {
    scaffold.directory("/proc");
    scaffold.directory("/dev");
    scaffold.directory("/sys");
    List<StepMount> placed = new ArrayList<>();
    placed.add(
        new StepMount.Bind(
            bundle.file("resolv.conf", step.names().resolvConf()),
            scaffold.file("/etc/resolv.conf"),
            false));
    placed.add(
        new StepMount.Bind(
            bundle.file("hosts", step.names().hosts()), scaffold.file("/etc/hosts"), false));
    for (StepMount mount : step.mounts()) {
      placed.add(place(mount, scaffold, bundle));
    }
    return placed;
  }

  private static StepMount place(StepMount mount, Scaffold scaffold, Bundle bundle)
      throws IOException {
    return switch (mount) {
      case StepMount.Tmpfs tmpfs ->
          new StepMount.Tmpfs(scaffold.directory(tmpfs.target()), tmpfs.size());
      case StepMount.Bind bind -> {
        Path source = bundle.stage(bind.source(), bind.readOnly());
        String target =
            Files.isDirectory(source)
                ? scaffold.directory(bind.target())
                : scaffold.file(bind.target());
        yield new StepMount.Bind(source, target, bind.readOnly());
      }
    };
  }

  private synchronized OciRuntime runtime() throws IOException, InterruptedException {
    if (runtime == null) {
      runtime = OciRuntime.find();
    }
    return runtime;
  }
}
