package dev.kiln.engine.dockerfile;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `HEALTHCHECK NONE` or `HEALTHCHECK [flags] CMD command`
public record Healthcheck(SourceRange range, String text, Check check) implements Instruction {
  /// What is checked.
  public sealed interface Check {}

  /// Takes away a check of the base image.
  public record None() implements Check {}

  /// A command that says by its exit code how the container is; null where the runtime decides.
  public record Probe(
      CommandLine command,
      @Nullable Duration interval,
      @Nullable Duration timeout,
      @Nullable Duration startPeriod,
      @Nullable Duration startInterval,
      @Nullable Integer retries)
      implements Check {}

  private static final Map<String, Flags.Kind> FLAGS =
      Map.of(
          "interval", Flags.Kind.VALUE,
          "timeout", Flags.Kind.VALUE,
          "start-period", Flags.Kind.VALUE,
          "start-interval", Flags.Kind.VALUE,
          "retries", Flags.Kind.VALUE);

  static Healthcheck parse(SyntaxNode node) throws InstructionException {
    if (!(node.arguments() instanceof Arguments.Check(var type, var arguments))) {
      throw new InstructionException(
          "HEALTHCHECK needs a check", "write HEALTHCHECK CMD command or HEALTHCHECK NONE");
    }
    var check =
        switch (type.toUpperCase(Locale.ROOT)) {
          case "NONE" -> none(node, arguments);
          case "CMD" -> probe(Flags.read(node, FLAGS), arguments);
          default ->
              throw new InstructionException(
                  "unknown health check '" + type + "'",
                  Suggestions.hint(type, List.of("CMD", "NONE"), "health checks"));
        };
    return new Healthcheck(node.range(), node.text(), check);
  }

  private static Check none(SyntaxNode node, Arguments arguments) throws InstructionException {
    if (!node.flags().isEmpty() || !(arguments instanceof Arguments.None)) {
      throw new InstructionException("HEALTHCHECK NONE takes no flags and no arguments");
    }
    return new None();
  }

  private static Check probe(Flags flags, Arguments arguments) throws InstructionException {
    var command = CommandLine.of(arguments);
    if (command.isEmpty() || command.get().equals(new CommandLine.Exec(List.of()))) {
      throw new InstructionException(
          "HEALTHCHECK CMD needs a command", "write HEALTHCHECK CMD command");
    }
    return new Probe(
        command.get(),
        duration(flags, "interval"),
        duration(flags, "timeout"),
        duration(flags, "start-period"),
        duration(flags, "start-interval"),
        retries(flags));
  }

  private static @Nullable Duration duration(Flags flags, String name) throws InstructionException {
    var value = flags.value(name);
    if (value == null) {
      return null;
    }
    var duration =
        DurationText.parse(value)
            .orElseThrow(() ->
                new InstructionException(
                    "the flag --" + name + " cannot be '" + value + "'",
                    "give a number with a unit, such as 30s or 1m30s"));
    if (!duration.isZero() && duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new InstructionException(
          "the flag --" + name + " cannot be '" + value + "'",
          "the least is 1ms; 0s is the default");
    }
    return duration;
  }

  private static @Nullable Integer retries(Flags flags) throws InstructionException {
    var value = flags.value("retries");
    if (value == null) {
      return null;
    }
    if (!value.matches("[0-9]{1,9}")) {
      throw new InstructionException(
          "the flag --retries cannot be '" + value + "'", "give a number, 0 for the default");
    }
    return Integer.valueOf(value);
  }
}
