package dev.kiln.engine.sandbox;

import java.util.List;

/// Keeps a command's processes together where there is no process namespace to end them with: they
/// are one group, killed when the command ends and when the supervisor is told to.
final class ProcessGroup {
  // a shell starts what it waits for with these signals ignored, which a step would inherit
  private static final String SUPERVISE =
      """
      trap 'kill -s KILL -- "-$group" 2>/dev/null; exit 143' TERM
      "$0" --default-signal=INT,QUIT "$@" &
      group=$!
      wait "$group"
      code=$?
      kill -s KILL -- "-$group" 2>/dev/null
      exit "$code"
      """;

  private ProcessGroup() {}

  /// What to put before a command.
  static List<String> supervised() throws SandboxException {
    return List.of(
        Program.SH.require(), "-c", SUPERVISE, Program.ENV.require(), Program.SETSID.require());
  }
}
