package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.CommandLine;
import java.util.ArrayList;
import java.util.List;

/// What a command line starts: exec form as it is, shell form under the stage's SHELL.
final class CommandLines {
  private CommandLines() {}

  static List<String> args(CommandLine command, List<String> shell) {
    return switch (command) {
      case CommandLine.Exec(List<String> args) -> args;
      case CommandLine.Shell(String text) -> {
        var args = new ArrayList<>(shell);
        args.add(text);
        yield List.copyOf(args);
      }
    };
  }
}
