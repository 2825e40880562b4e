package dev.kiln.operator;

import java.util.Locale;

/// How a builder pod runs the steps of its build.
enum Sandbox {
  /// User and mount namespaces of its own, with overlay mounts.
  NAMESPACES,
  /// A plain change of root, for nodes that refuse the namespaces.
  CHROOT;

  /// The word that the builder's `--sandbox` takes.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Sandbox of(String word) {
    return CHROOT.word().equals(word) ? CHROOT : NAMESPACES;
  }
}
