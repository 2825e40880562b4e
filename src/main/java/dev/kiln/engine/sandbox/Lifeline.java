package dev.kiln.engine.sandbox;

import java.util.List;

/// Ties a step's processes to the builder's life.
final class Lifeline {
  // the builder may have died before setpriv asked for the signal
  private static final String CHECK = "[ \"$PPID\" = \"$0\" ] || exit 125; umask 022; exec \"$@\"";

  private Lifeline() {}

  /// What to put before a command, so that the kernel sends it a signal when the builder ends.
  static List<String> untilBuilderEnds(String signal) throws SandboxException {
    return List.of(
        Program.SETPRIV.require(),
        "--pdeathsig",
        signal,
        Program.SH.require(),
        "-c",
        CHECK,
        Long.toString(ProcessHandle.current().pid()));
  }

  /// Kills the first process of the inner process namespace, with which all in it die. The outer
  /// one ends when they are gone.
  static void killInner(Process outer) {
    List<ProcessHandle> inner = outer.children().toList();
    if (inner.isEmpty()) {
      outer.destroyForcibly();
    } else {
      inner.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
