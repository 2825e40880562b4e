package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// A file system that a `RUN` step sees at `target`. Modes, user and group ids are numbers; sizes
/// are bytes.
public sealed interface Mount {
  /// Files of the context or, with `from`, of a stage or image. Writes are thrown away.
  record Bind(@Nullable String from, String source, String target, boolean readOnly)
      implements Mount {}

  /// A directory that outlives the build, seeded from `from` and `source`.
  record Cache(
      String id,
      String target,
      @Nullable String from,
      String source,
      Sharing sharing,
      boolean readOnly,
      int mode,
      int uid,
      int gid)
      implements Mount {}

  /// An empty file system in memory; without a size the system's default holds.
  record Tmpfs(String target, @Nullable Long size) implements Mount {}

  /// A secret as a file, as an environment variable, or both.
  ///
  /// @param target null when it is given as a variable only
  record Secret(
      String id,
      @Nullable String target,
      @Nullable String env,
      boolean required,
      int mode,
      int uid,
      int gid)
      implements Mount {}

  /// An agent's socket.
  record Ssh(String id, @Nullable String target, boolean required, int mode, int uid, int gid)
      implements Mount {}

  /// How builds that run at once use one cache.
  enum Sharing {
    SHARED,
    PRIVATE,
    LOCKED
  }
}
