package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.nio.file.Path;

/// Chooses the sandbox for a build by trying what this machine or pod allows.
public final class Sandboxes {
  private Sandboxes() {}

  /// Tries whether this process may mount. What RUN needs besides is looked for when the first step
  /// runs, since a build without one needs nothing of it.
  ///
  /// @param stateDirectory for what belongs to running steps; not inside a root file system
  /// @throws NamespacesRefusedException when namespaces are asked for and are not to be had
  public static SandboxSelection choose(SandboxMode mode, Path stateDirectory)
      throws SandboxException {
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

  private static SandboxSelection namespaces(Path stateDirectory) throws IOException {
    StepIds ids = StepIds.ofProcess();
    String reason =
        ids.uids().mapsWholeRange()
            ? "namespaces"
            : "namespaces with some user ids only: files and steps can have no others";
    return new SandboxSelection(new OciRuntimeSandbox(stateDirectory, ids), true, reason);
  }

  private static SandboxSelection chroot(String reason) throws IOException {
    return new SandboxSelection(new ChrootSandbox(StepIds.ofProcess()), false, reason);
  }
}
