package dev.kiln.engine.linux;

import java.util.ArrayDeque;

/// Paths with `/` by their text alone, whatever encoding the machine has for file names.
public final class SlashPath {
  private SlashPath() {}

  /// The path without `.`, `..` and doubled or trailing slashes; `.` when nothing is left. An
  /// absolute path stays one and `..` never climbs out of it.
  public static String clean(String path) {
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
