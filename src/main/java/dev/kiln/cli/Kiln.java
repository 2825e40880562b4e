package dev.kiln.cli;

import dev.kiln.cli.progress.ErrorTerminal;
import dev.kiln.engine.ImageBuilder;
import dev.kiln.engine.dockerfile.Suggestions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The command line. Each command is made only when it is asked for: starting must be quick.
public final class Kiln {
  static final String VERSION = "0.1.0";

  private static final List<String> COMMANDS =
      List.of("build", "run", "registry", "quickstart", "operator", "version", "help");

  private static final String HELP =
      """
      Usage: kiln COMMAND [FLAGS]

      Builds container images from Dockerfiles, without a daemon and without privileges.

      Commands:
        build CONTEXT       build an image on this machine, with docker's flags
        run -f FILE         build an ImageBuild manifest on this machine, as a cluster does
        registry            serve images from a directory
        quickstart          see it at work: needs no cluster, no root, no other registry
        operator            watch a cluster's ImageBuilds and build them
        version             print the version

      'kiln COMMAND --help' tells a command's flags.
      """;

  private Kiln() {}

  public static void main(String[] args) {
    var surroundings =
        new Surroundings(
            System.getenv(),
            Path.of("").toAbsolutePath(),
            System.in,
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            new ErrorTerminal(),
            (request, progress) -> new ImageBuilder(progress).build(request));
    ExitStatus status = Interruption.guard(() -> run(List.of(args), surroundings));
    surroundings.out().flush();
    System.exit(status.code());
  }

  /// Runs one command line; never throws for a user's mistake.
  static ExitStatus run(List<String> args, Surroundings surroundings) {
    String name = args.isEmpty() ? "help" : args.getFirst();
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    try {
      return switch (name) {
        case "build" -> new BuildCommand().run(rest, surroundings);
        case "run" -> new RunCommand().run(rest, surroundings);
        case "registry" -> new RegistryCommand().run(rest, surroundings);
        case "quickstart" -> new QuickstartCommand().run(rest, surroundings);
        case "version", "--version", "-v" -> print(surroundings, "kiln " + VERSION + "\n");
        case "help", "--help", "-h" -> help(rest, surroundings);
        case "operator" ->
            throw new UsageException(
                "the operator is started by the launcher, './kiln operator', or by its image");
        default -> throw new UsageException(unknown(name));
      };
    } catch (UsageException e) {
      String command = COMMANDS.contains(name) ? "kiln " + name : "kiln";
      surroundings.err().println(command + ": " + e.getMessage());
      return ExitStatus.WRONG_USAGE;
    }
  }

  private static ExitStatus help(List<String> rest, Surroundings surroundings) {
    boolean ofCommand = !rest.isEmpty() && !rest.getFirst().equals("help");
    return ofCommand
        ? run(List.of(rest.getFirst(), "--help"), surroundings)
        : print(surroundings, HELP);
  }

  private static String unknown(String name) {
    return "unknown command '%s'%s\nSee 'kiln --help'."
        .formatted(
            name,
            Suggestions.nearest(name, COMMANDS)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
  }

  private static ExitStatus print(Surroundings surroundings, String text) {
    surroundings.out().print(text);
    return ExitStatus.BUILT;
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
