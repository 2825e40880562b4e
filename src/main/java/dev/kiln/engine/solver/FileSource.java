package dev.kiln.engine.solver;

import dev.kiln.engine.linux.Directory;

/// Files that a copy may take: the build context, or the file system of a stage or an image.
///
/// @param name how messages call it
public record FileSource(Directory root, Filter filter, String name) {

  /// Which paths count; they are relative, with `/` between names.
  public interface Filter {
    Filter ALL =
        new Filter() {
          @Override
          public boolean excludes(String path) {
            return false;
          }

          @Override
          public boolean mayContainIncluded(String directory) {
            return true;
          }
        };

    boolean excludes(String path);

    /// Whether anything below an excluded directory may be included all the same.
    boolean mayContainIncluded(String directory);
  }

  /// Whether a path is to be seen; of directories also those that only lead to such.
  boolean shows(String path, boolean isDirectory) {
    return !filter.excludes(path) || (isDirectory && filter.mayContainIncluded(path));
  }
}
