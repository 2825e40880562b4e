package dev.kiln.engine;

import java.nio.file.Path;

/// Where the Dockerfile comes from.
public sealed interface DockerfileSource {

  /// A path inside the build context.
  record InContext(String path) implements DockerfileSource {}

  /// A file of this machine, inside or outside the context.
  record Local(Path path) implements DockerfileSource {}

  /// Its text.
  record Inline(String text) implements DockerfileSource {}
}
