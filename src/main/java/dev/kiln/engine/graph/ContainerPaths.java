package dev.kiln.engine.graph;

import java.util.ArrayDeque;

/// Paths inside an image, as text. What they lead to is only known where they are resolved.
final class ContainerPaths {
  private ContainerPaths() {}

  /// `path` seen from `directory`, absolute and without `.`, `..` and doubled slashes.
  static String join(String directory, String path) {
    var parts = new ArrayDeque<String>();
    for (String part : (path.startsWith("/") ? path : directory + "/" + path).split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> parts.pollLast();
        default -> parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /// The same for a destination, whose final slash or dot says that it is a directory.
  static String joinDestination(String directory, String path) {
    var joined = join(directory, path);
    boolean isDirectory =
        path.isEmpty() || path.endsWith("/") || path.equals(".") || path.endsWith("/.");
    return isDirectory && !joined.endsWith("/") ? joined + "/" : joined;
  }
}
