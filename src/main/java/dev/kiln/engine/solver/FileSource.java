package dev.kiln.engine.solver;

import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.linux.Directory;

/// Files that a copy may take: the build context, or the file system of a stage or an image.
///
/// @param ignored what of them does not count
/// @param name how messages call it
public record FileSource(Directory root, IgnoreRules ignored, String name) {

  /// Whether a path is to be seen; of directories also those that only lead to such.
  boolean shows(String path, boolean isDirectory) {
    return !ignored.excludes(path) || (isDirectory && ignored.mayContainIncluded(path));
  }
}
