package dev.kiln.cli;

import dev.kiln.engine.dockerfile.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The flags of one command, in sections, and its help. Flags and arguments mix freely, a later
/// value replaces an earlier one, and a toggle takes `=true` or `=false`, all as with docker.
final class Flags {
  private static final int HELP_COLUMN = 30;

  private final String command;
  private final CommandSpec spec = CommandSpec.create();
  private final StringBuilder help = new StringBuilder();

  /// @param usage the whole line, such as `kiln build [FLAGS] CONTEXT`
  Flags(String command, String usage, String purpose) {
    this.command = command;
    help.append("Usage: ").append(usage).append("\n\n").append(purpose).append('\n');
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("ARGUMENT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .build());
  }

  /// Starts a section of the help.
  Flags section(String heading) {
    help.append('\n').append(heading).append(":\n");
    return this;
  }

  /// Text of the help's end.
  Flags footer(String text) {
    help.append('\n').append(text);
    return this;
  }

  /// A flag with one value.
  ///
  /// @param names separated by a space, the long one last
  Flags value(String names, String label, String description) {
    describe(names, label, description);
    spec.addOption(
        OptionSpec.builder(names.split(" "))
            .arity("1")
            .paramLabel(label)
            .type(String.class)
            .build());
    return this;
  }

  /// A flag that may be given several times.
  Flags list(String names, String label, String description) {
    describe(names, label, description);
    spec.addOption(
        OptionSpec.builder(names.split(" "))
            .arity("1")
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return this;
  }

  /// A flag that is on or off.
  Flags toggle(String names, String description) {
    describe(names, "", description);
    return hiddenToggle(names);
  }

  /// A toggle that the help does not list.
  Flags hiddenToggle(String names) {
    spec.addOption(OptionSpec.builder(names.split(" ")).arity("0..1").type(boolean.class).build());
    return this;
  }

  /// A flag with a value that the help does not list.
  Flags hiddenList(String names) {
    spec.addOption(
        OptionSpec.builder(names.split(" "))
            .arity("1")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return this;
  }

  String help() {
    return help.toString();
  }

  /// @throws UsageException if a flag is unknown, lacks its value, or has one that is none of its
  Parsed parse(List<String> args) throws UsageException {
    hiddenToggle("-h --help");
    var line = new CommandLine(spec);
    line.setExpandAtFiles(false);
    line.setInterpolateVariables(false);
    line.setOverwrittenOptionsAllowed(true);
    try {
      return new Parsed(line.parseArgs(args.toArray(String[]::new)));
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unknown(e.getUnmatched().getFirst()));
    } catch (ParameterException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void describe(String names, String label, String description) {
    String left =
        (names.startsWith("--") ? "      " : "  ")
            + String.join(", ", names.split(" "))
            + (label.isEmpty() ? "" : " " + label);
    help.append(left);
    if (left.length() >= HELP_COLUMN - 1) {
      help.append('\n').repeat(' ', HELP_COLUMN);
    } else {
      help.repeat(' ', HELP_COLUMN - left.length());
    }
    help.append(description).append('\n');
  }

  private String unknown(String written) {
    String name = written.split("=", 2)[0];
    String guess =
        Suggestions.nearest(name, longNames())
            .map(near -> "; did you mean " + near + "?")
            .orElse("");
    return "unknown flag " + name + guess + "\nSee 'kiln " + command + " --help'.";
  }

  private List<String> longNames() {
    return spec.options().stream().map(OptionSpec::longestName).toList();
  }

  /// A command line that was understood.
  static final class Parsed {
    private final ParseResult result;

    private Parsed(ParseResult result) {
      this.result = result;
    }

    boolean given(String name) {
      return result.hasMatchedOption(name);
    }

    boolean on(String name) {
      return result.matchedOptionValue(name, false);
    }

    Optional<String> value(String name) {
      return Optional.ofNullable(result.matchedOptionValue(name, (String) null));
    }

    List<String> list(String name) {
      return result.matchedOptionValue(name, List.of());
    }

    /// Each value of a flag as it was written; `true` for a toggle without one.
    List<String> written(String name) {
      return given(name) ? result.matchedOption(name).stringValues() : List.of();
    }

    List<String> arguments() {
      return new ArrayList<>(result.matchedPositionalValue(0, List.of()));
    }

    boolean wantsHelp() {
      return on("--help");
    }

    @Override
    public String toString() {
      return Arrays.toString(result.originalArgs().toArray());
    }
  }
}
