package dev.kiln.operator;

/// What the platform team allows for builder pods.
public enum Isolation {
  /// Namespaces where the node offers them, else plain chroot.
  AUTO,
  /// Namespaces or failure.
  NAMESPACES,
  /// Plain chroot always.
  CHROOT;

  Sandbox firstChoice() {
    return this == CHROOT ? Sandbox.CHROOT : Sandbox.NAMESPACES;
  }
}
