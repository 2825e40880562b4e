package dev.kiln.engine.sandbox;

import java.nio.file.Path;

/// What a step sees at a path besides its root file system.
public sealed interface StepMount {
  /// The path in the step's root, absolute. It is resolved inside; where nothing is, a mount point
  /// is made for the time of the step.
  String target();

  /// A file or directory of the builder, with what is mounted below it.
  ///
  /// @param source trusted; for a path inside of something untrusted give the `procPath` of its
  ///   descriptor, which is held until the step has ended
  record Bind(Path source, String target, boolean readOnly) implements StepMount {}

  /// An empty file system in memory.
  ///
  /// @param size in bytes, or 0 for the kernel's default of half the memory
  record Tmpfs(String target, long size) implements StepMount {}
}
