package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Mount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file system that one RUN step sees besides the image's, fully expanded.
public sealed interface StepMount {

  /// What the mount is for a cache key, each part for itself; contents are no part of it.
  List<KeyPart> identity();

  /// A directory that outlives the build.
  record Cache(
      String id, String target, Mount.Sharing sharing, boolean readOnly, int mode, int uid, int gid)
      implements StepMount {
    @Override
    public List<KeyPart> identity() {
      return List.of(
          new KeyPart("mount", "cache"),
          new KeyPart("id", id),
          new KeyPart("target", target),
          new KeyPart("read-only", Boolean.toString(readOnly)),
          access(mode, uid, gid));
    }
  }

  /// An empty file system in memory; null leaves the size to the system.
  record Tmpfs(String target, @Nullable Long size) implements StepMount {
    @Override
    public List<KeyPart> identity() {
      return List.of(
          new KeyPart("mount", "tmpfs"),
          new KeyPart("target", target),
          new KeyPart("size", String.valueOf(size)));
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
    public List<KeyPart> identity() {
      return List.of(
          new KeyPart("mount", "secret"),
          new KeyPart("id", id),
          new KeyPart("target", target == null ? "" : target),
          new KeyPart("variable", variable == null ? "" : variable),
          access(mode, uid, gid));
    }
  }

  private static KeyPart access(int mode, int uid, int gid) {
    return new KeyPart("access", uid + ":" + gid + " " + Integer.toOctalString(mode));
  }
}
