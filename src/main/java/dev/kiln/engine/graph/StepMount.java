package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Mount;
import org.jspecify.annotations.Nullable;

/// A file system that one RUN step sees besides the image's, fully expanded.
public sealed interface StepMount {

  /// What the mount is for a cache key; contents are no part of it.
  String identity();

  /// A directory that outlives the build.
  record Cache(
      String id, String target, Mount.Sharing sharing, boolean readOnly, int mode, int uid, int gid)
      implements StepMount {
    @Override
    public String identity() {
      return "cache " + id + " " + target + " " + readOnly;
    }
  }

  /// An empty file system in memory; null leaves the size to the system.
  record Tmpfs(String target, @Nullable Long size) implements StepMount {
    @Override
    public String identity() {
      return "tmpfs " + target;
    }
  }

  /// A secret as a file, as a variable, or both.
  record Secret(
      String id,
      @Nullable String target,
      @Nullable String variable,
      boolean required,
      int mode,
      int uid,
      int gid)
      implements StepMount {
    @Override
    public String identity() {
      return "secret " + id + " " + target + " " + variable;
    }
  }
}
