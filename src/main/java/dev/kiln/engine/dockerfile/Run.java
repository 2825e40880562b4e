package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Map<String, Flags.Kind> FLAGS =
      Map.of(
          "mount", Flags.Kind.VALUES,
          "network", Flags.Kind.VALUE,
          "security", Flags.Kind.VALUE,
          "device", Flags.Kind.VALUES);

  static Run parse(SyntaxNode node) throws InstructionException {
    var flags = Flags.read(node, FLAGS);
    refusePrivileges(flags);
    var command = CommandLine.of(node.arguments());
    if (command.isEmpty() || command.get().equals(new CommandLine.Exec(List.of()))) {
      throw new InstructionException("RUN needs a command", "write RUN command");
    }
    var mounts = new ArrayList<MountFlag>();
    for (var mount : flags.values("mount")) {
      mounts.add(MountFlag.parse(mount));
    }
    return new Run(
        node.range(), node.text(), command.get(), mounts, network(flags), node.heredocs());
  }

  private static void refusePrivileges(Flags flags) throws InstructionException {
    var security = flags.value("security");
    if (!flags.values("device").isEmpty()) {
      throw new InstructionException(
          "RUN --device is not supported: a build step gets no devices", "remove the flag");
    }
    if (security != null && security.equals("insecure")) {
      throw new InstructionException(
          "RUN --security=insecure is not supported: a build step never gets more privileges",
          "remove the flag");
    }
    if (security != null && !security.equals("sandbox")) {
      throw new InstructionException(
          "the flag --security cannot be '" + security + "'", "sandbox is what there is");
    }
  }

  private static Network network(Flags flags) throws InstructionException {
    var value = flags.value("network");
    if (value == null) {
      return Network.DEFAULT;
    }
    return switch (value) {
      case "default" -> Network.DEFAULT;
      case "none" -> Network.NONE;
      case "host" -> Network.HOST;
      default ->
          throw new InstructionException(
              "the flag --network cannot be '" + value + "'",
              Suggestions.hint(value, List.of("default", "none", "host"), "networks"));
    };
  }
}
