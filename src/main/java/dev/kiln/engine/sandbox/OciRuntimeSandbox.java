package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.IdMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a step in namespaces of its own by an OCI runtime, `runc`: it pivots into the step's root
/// and lets go of the builder's, with docker's capabilities and nothing else.
///
/// The runtime itself runs in a process namespace that the kernel ends together with the builder,
/// however that ends.
public final class OciRuntimeSandbox implements Sandbox {
  private final Path stateDirectory;
  private final boolean ownProc;
  private final StepIds ids;

  /// @param stateDirectory for what belongs to a running step; made when it is missing
  /// @param ownProc whether this machine lets a new /proc be mounted
  OciRuntimeSandbox(Path stateDirectory, boolean ownProc, StepIds ids) {
    this.stateDirectory = stateDirectory.toAbsolutePath();
    this.ownProc = ownProc;
    this.ids = ids;
  }

  @Override
  public int run(Step step, OutputSink output) throws SandboxException, InterruptedException {
    List<Integer> groups = ids.groups(step.user());
    try (Directory root = Directory.open(step.rootfs());
        Scaffold scaffold = new Scaffold(root);
        Bundle bundle = Bundle.create(stateDirectory)) {
      WorkingDirectory.make(root, step);
      List<StepMount> mounts = prepare(step, scaffold, bundle);
      boolean terminalGroup = IdMap.ofGids().maps(5);
      bundle.configure(
          new RuntimeSpec(
              step,
              step.rootfs().toAbsolutePath(),
              groups,
              mounts,
              ownProc,
              terminalGroup,
              ResourceLimits.openFiles()));
      int code = new StepProcess(command(bundle), this::kill).run(output);
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
        Path source = bundle.stage(bind);
        String target =
            Files.isDirectory(source)
                ? scaffold.directory(bind.target())
                : scaffold.file(bind.target());
        yield new StepMount.Bind(source, target, bind.readOnly());
      }
    };
  }

  private List<String> command(Bundle bundle) throws SandboxException {
    List<String> command = new ArrayList<>(Lifeline.untilBuilderEnds("KILL"));
    if (ownProc) {
      command.addAll(
          List.of(Program.UNSHARE.require(), "--pid", "--fork", "--kill-child", "--mount-proc"));
    }
    command.addAll(
        List.of(
            Program.RUNC.require(),
            "--root",
            bundle.state().toString(),
            "--log",
            bundle.log().toString(),
            "--log-format",
            "json",
            "run",
            "--bundle",
            bundle.directory().toString(),
            bundle.id()));
    return command;
  }

  /// Kills the first process of the inner namespace, with which all in it die. The outer one ends
  /// when they are gone.
  private void kill(Process process) {
    List<ProcessHandle> inner = process.children().toList();
    if (inner.isEmpty()) {
      process.destroyForcibly();
    } else {
      inner.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
