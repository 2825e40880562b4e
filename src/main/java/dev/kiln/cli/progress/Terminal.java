package dev.kiln.cli.progress;

import java.util.Optional;

/// What a stream is connected to.
@FunctionalInterface
public interface Terminal {
  /// No terminal: a file or a pipe.
  Terminal NONE = Optional::empty;

  /// How large the terminal is at this moment; empty if there is none.
  Optional<Size> size();

  /// In characters.
  record Size(int columns, int rows) {}
}
