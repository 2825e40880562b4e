package dev.kiln.engine;

import java.nio.file.Path;

/// Where the value of a build secret is read from, at the moment that a step needs it.
public sealed interface SecretSource {
  record File(Path path) implements SecretSource {}

  record Environment(String variable) implements SecretSource {}
}
