package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs a step by chroot(2), for pods that may not mount: the pod is the boundary then, not the
/// sandbox. A step has no /proc and no mounts, and shares the builder's network and, where no
/// process namespace is to be had, its processes.
public final class ChrootSandbox implements Sandbox {
  private final StepIds ids;
  private @Nullable Boolean ownProcesses;

  ChrootSandbox(StepIds ids) {
    this.ids = ids;
  }

  /// @param ownProcesses whether a process namespace can be made; else it is tried
  ChrootSandbox(StepIds ids, boolean ownProcesses) {
    this.ids = ids;
    this.ownProcesses = ownProcesses;
  }

  @Override
  public int run(Step step, OutputSink output) throws SandboxException, InterruptedException {
    refuseWhatNeedsMounts(step);
    if (ProcessIdentity.effectiveUid() != 0) {
      throw new SandboxException(
          "RUN by chroot needs root, and this process is an ordinary user; remedy: allow user"
              + " namespaces to this user, or run as root");
    }
    List<Integer> groups = ids.groups(step.user());
    try (Directory root = Directory.open(step.rootfs());
        Scaffold scaffold = new Scaffold(root)) {
      WorkingDirectory.make(root, step);
      scaffold.content("/etc/resolv.conf", step.names().resolvConf());
      scaffold.content("/etc/hosts", step.names().hosts());
      ChrootDevices.make(scaffold, root);
      return start(step, root, groups, output);
    } catch (SandboxException e) {
      throw e;
    } catch (IOException e) {
      throw new SandboxException("cannot prepare a RUN step: " + e.getMessage(), e);
    }
  }

  private static void refuseWhatNeedsMounts(Step step) throws SandboxException {
    String remedy =
        ", which chroot cannot give; remedy: build where namespaces are allowed"
            + " (--sandbox namespaces)";
    if (!step.mounts().isEmpty()) {
      throw new SandboxException(
          "RUN needs a mount on " + step.mounts().getFirst().target() + remedy);
    }
    if (step.network() == NetworkMode.NONE) {
      throw new SandboxException("RUN --network=none needs a network namespace" + remedy);
    }
  }

  private int start(Step step, Directory root, List<Integer> groups, OutputSink output)
      throws IOException, InterruptedException {
    Path rootfs = step.rootfs().toAbsolutePath();
    // nothing else changes the root meanwhile, so what a path without links means now stays true
    String start = rootfs + root.resolve(step.workingDirectory());
    List<String> command = new ArrayList<>();
    boolean isolated = ownProcesses();
    if (isolated) {
      command.addAll(Lifeline.untilBuilderEnds("KILL"));
      command.addAll(List.of(Program.UNSHARE.require(), "--pid", "--fork", "--kill-child"));
    } else {
      command.addAll(Lifeline.untilBuilderEnds("TERM"));
      command.addAll(ProcessGroup.supervised());
    }
    command.addAll(privileges(step.user(), groups));
    Map<String, String> env = new LinkedHashMap<>(step.env());
    List<String> setInside = LoaderVariables.moveIntoRoot(env, root);
    // only here, since a shell on the way would add to them and drop those with odd names
    command.addAll(List.of(Program.ENV.require(), "-i", "--"));
    env.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(
        List.of(
            Program.NSENTER.require(),
            "--root=" + rootfs,
            "--wd=" + start,
            "--setuid=" + Integer.toUnsignedString(step.user().uid()),
            "--"));
    command.addAll(setInside);
    command.addAll(step.args());
    return new StepProcess(command, isolated ? Lifeline::killInner : Process::destroy).run(output);
  }

  /// Groups and capabilities are given up before the root is entered, the user after it.
  private static List<String> privileges(Identity user, List<Integer> groups)
      throws SandboxException {
    String list = groups.stream().map(Integer::toUnsignedString).collect(Collectors.joining(","));
    String kept =
        RuntimeSpec.CAPABILITIES.stream()
            .map(name -> ",+" + name.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    List<String> command = new ArrayList<>(List.of(Program.SETPRIV.require()));
    command.addAll(list.isEmpty() ? List.of("--clear-groups") : List.of("--groups", list));
    command.addAll(
        List.of(
            "--regid",
            Integer.toUnsignedString(user.gid()),
            "--inh-caps=-all",
            "--ambient-caps=-all",
            "--bounding-set=-all" + kept));
    return command;
  }

  private synchronized boolean ownProcesses() throws IOException, InterruptedException {
    if (ownProcesses == null) {
      ownProcesses = Probe.succeeds("--pid", "--fork", "--kill-child");
    }
    return ownProcesses;
  }
}
