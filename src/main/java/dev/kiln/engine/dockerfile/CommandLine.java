package dev.kiln.engine.dockerfile;

import java.util.List;

/// What `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK` start. Variables in it are never expanded by
/// the builder.
public sealed interface CommandLine {
  /// A line for the shell that `SHELL` names.
  record Shell(String text) implements CommandLine {}

  /// A program and its arguments, started without a shell.
  record Exec(List<String> args) implements CommandLine {
    public Exec {
      args = List.copyOf(args);
    }
  }
}
