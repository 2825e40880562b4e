package dev.kiln.engine.dockerfile;

import java.util.ArrayDeque;

/// Paths of mounts by their text alone.
final class MountPath {
  private MountPath() {}

  /// The path without `.`, `..` and doubled slashes; a relative path stays one, and `..` never
  /// climbs out of an absolute one.
  static String clean(String path) {
    boolean absolute = path.startsWith("/");
    var parts = new ArrayDeque<String>();
    for (var part : path.split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (!parts.isEmpty() && !parts.getLast().equals("..")) {
            parts.removeLast();
          } else if (!absolute) {
            parts.addLast(part);
          }
        }
        default -> parts.addLast(part);
      }
    }
    var joined = String.join("/", parts);
    if (absolute) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }
}
