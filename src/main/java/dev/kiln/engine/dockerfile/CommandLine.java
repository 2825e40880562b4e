package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  /// The command of `CMD` or `ENTRYPOINT`, where an empty array takes away the base image's.
  static CommandLine parse(SyntaxNode node) throws InstructionException {
    return of(node.arguments())
        .orElseThrow(() -> {
          var keyword = node.keyword().toUpperCase(Locale.ROOT);
          return new InstructionException(
              keyword + " needs a command", "to clear it write " + keyword + " []");
        });
  }

  static Optional<CommandLine> of(Arguments arguments) {
    return switch (arguments) {
      case Arguments.Json(var words) -> Optional.of(new Exec(words));
      case Arguments.Text(var text) -> Optional.of(new Shell(text));
      case Arguments.Words _,
          Arguments.Pairs _,
          Arguments.Check _,
          Arguments.Trigger _,
          Arguments.None _ ->
          Optional.empty();
    };
  }
}
