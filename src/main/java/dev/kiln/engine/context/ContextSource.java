package dev.kiln.engine.context;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the files of a build come from.
public sealed interface ContextSource {

  /// A directory of this machine.
  record Local(Path directory) implements ContextSource {}

  /// A commit of a git repository.
  ///
  /// @param ref a branch, tag or commit; the remote's default branch when null
  /// @param subdirectory the directory within it that is the context; its root when null
  record Git(
      String url,
      @Nullable String ref,
      @Nullable String subdirectory,
      @Nullable String username,
      @Nullable String password)
      implements ContextSource {

    /// Without the credentials.
    @Override
    public String toString() {
      return "Git[" + url + ", ref=" + ref + ", subdirectory=" + subdirectory + "]";
    }
  }

  /// No files: a Dockerfile alone.
  record Empty() implements ContextSource {}
}
