package dev.kiln.engine.sandbox;

/// The machine or pod does not let the builder mount, where that was asked for. Another kind of pod
/// can run the same build by chroot.
public final class NamespacesRefusedException extends SandboxException {
  private static final long serialVersionUID = 1L;

  public NamespacesRefusedException(String message) {
    super(message);
  }
}
