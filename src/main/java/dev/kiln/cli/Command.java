package dev.kiln.cli;

import java.util.List;

/// One command of `kiln`.
interface Command {
  /// The flags and the help.
  Flags flags();

  /// Does what the flags say.
  ///
  /// @throws UsageException if the arguments are not such as the command takes
  ExitStatus run(Flags.Parsed flags, Surroundings surroundings) throws UsageException;

  /// Parses, answers `--help`, and runs.
  default ExitStatus run(List<String> args, Surroundings surroundings) throws UsageException {
    Flags flags = flags();
    Flags.Parsed parsed = flags.parse(args);
    if (parsed.wantsHelp()) {
      surroundings.out().print(flags.help());
      return ExitStatus.BUILT;
    }
    return run(parsed, surroundings);
  }
}
