package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.IdMap;
import dev.kiln.engine.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;

/// Chooses the sandbox for a build by trying what this machine or pod allows.
public final class Sandboxes {
  private Sandboxes() {}

  /// Tries what a step needs, so the answer holds for this process; it takes some milliseconds.
  ///
  /// @param stateDirectory for what belongs to running steps; not inside a root file system
  /// @throws NamespacesRefusedException when namespaces are asked for and are not to be had
  /// @throws SandboxException when RUN is not possible at all
  public static SandboxSelection choose(SandboxMode mode, Path stateDirectory)
      throws SandboxException, InterruptedException {
    try {
      return switch (mode) {
        case CHROOT -> chroot("chroot: asked for");
        case NAMESPACES -> {
          String refusal = Probe.refusal();
          if (!refusal.isEmpty()) {
            throw new NamespacesRefusedException(
                "the builder may not mount here: "
                    + refusal
                    + "; remedy: allow it user namespaces (no seccomp or AppArmor profile that"
                    + " refuses unshare and mount), or build by chroot (--sandbox chroot)");
          }
          yield namespaces(stateDirectory);
        }
        case AUTO -> {
          String refusal = Probe.refusal();
          yield refusal.isEmpty()
              ? namespaces(stateDirectory)
              : chroot("chroot: the builder may not mount here: " + refusal);
        }
      };
    } catch (SandboxException e) {
      throw e;
    } catch (IOException e) {
      throw new SandboxException("cannot find out what RUN may do here: " + e.getMessage(), e);
    }
  }

  private static SandboxSelection namespaces(Path stateDirectory)
      throws IOException, InterruptedException {
    String version = RuntimeVersion.require();
    boolean ownProc = Probe.succeeds("--pid", "--fork", "--kill-child", "--mount-proc");
    String ids = IdMap.ofUids().mapsWholeRange() ? "" : ", one user id only";
    String proc = ownProc ? "" : ", the builder's /proc";
    return new SandboxSelection(
        new OciRuntimeSandbox(stateDirectory, ownProc, StepIds.ofProcess()),
        true,
        "namespaces: " + version + ids + proc);
  }

  private static SandboxSelection chroot(String reason) throws IOException, InterruptedException {
    if (ProcessIdentity.effectiveUid() != 0) {
      throw new SandboxException(
          "RUN needs a user namespace or root, and this process has neither ("
              + reason
              + "); remedy: allow user namespaces to this user, or run as root");
    }
    boolean ownProcesses = Probe.succeeds("--pid", "--fork", "--kill-child");
    return new SandboxSelection(
        new ChrootSandbox(ownProcesses, StepIds.ofProcess()), false, reason);
  }
}
