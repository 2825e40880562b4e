package dev.kiln.engine.graph;

import dev.kiln.engine.linux.SlashPath;

/// Paths inside an image, as text. What they lead to is only known where they are resolved.
final class ContainerPaths {
  private ContainerPaths() {}

  /// `path` seen from `directory`, absolute and without `.`, `..` and doubled slashes.
  static String join(String directory, String path) {
    return SlashPath.clean(path.startsWith("/") ? path : "/" + directory + "/" + path);
  }

  /// The same for a destination, whose final slash or dot says that it is a directory.
  static String joinDestination(String directory, String path) {
    var joined = join(directory, path);
    boolean isDirectory =
        path.isEmpty() || path.endsWith("/") || path.equals(".") || path.endsWith("/.");
    return isDirectory && !joined.endsWith("/") ? joined + "/" : joined;
  }
}
