package dev.kiln.engine.sandbox;

import java.util.Locale;
import java.util.Optional;

/// Which sandbox is asked for.
public enum SandboxMode {
  /// Namespaces where they are to be had, else chroot.
  AUTO,
  /// Namespaces or nothing.
  NAMESPACES,
  /// Plain chroot, although more may be to be had.
  CHROOT;

  /// As the flag `--sandbox` names it.
  public String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<SandboxMode> of(String flag) {
    for (SandboxMode mode : values()) {
      if (mode.flag().equals(flag)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
