package dev.kiln.engine.dockerfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `RUN [--mount=...] [--network=...] command`
///
/// @param command as written; `invocation` says what is started when there are heredocs
public record Run(
    SourceRange range,
    String text,
    CommandLine command,
    List<MountFlag> mounts,
    Network network,
    List<Heredoc> heredocs)
    implements Instruction {
  public Run {
    mounts = List.copyOf(mounts);
    heredocs = List.copyOf(heredocs);
  }

  /// The network of a `RUN` step.
  public enum Network {
    DEFAULT,
    NONE,
    HOST
  }

  /// What is started.
  ///
  /// @param script an executable file (mode 0755) that must be there while the command runs
  public record Invocation(CommandLine command, @Nullable Script script) {}

  /// A heredoc that names its interpreter in its first line.
  ///
  /// @param path absolute, in a directory that only this step sees
  public record Script(String path, String content) {}

  /// The command with its heredocs. A lone heredoc is the script itself: run as a file if it starts
  /// with `#!`, else given to the shell. Any other is left for the shell to read.
  public Invocation invocation() {
    if (!(command instanceof CommandLine.Shell(String line)) || heredocs.isEmpty()) {
      return new Invocation(command, null);
    }
    var first = heredocs.getFirst();
    if (!HeredocMarker.isOnly(line)) {
      var full = new StringBuilder(line);
      heredocs.forEach(each -> full.append('\n').append(each.content()).append(each.name()));
      return new Invocation(new CommandLine.Shell(full.toString()), null);
    }
    if (first.content().startsWith("#!")) {
      var path = "/dev/pipes/" + first.name();
      return new Invocation(new CommandLine.Shell(path), new Script(path, first.body()));
    }
    return new Invocation(new CommandLine.Shell(first.body()), null);
  }
}
