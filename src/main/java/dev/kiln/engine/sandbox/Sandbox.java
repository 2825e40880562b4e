package dev.kiln.engine.sandbox;

/// Runs the command of one RUN step away from the builder. Safe for several steps at once.
public interface Sandbox {
  /// Runs a step to its end. Whatever it started has ended on return, however it returns, and
  /// nothing is left in the root file system but what the command itself did there.
  ///
  /// @return the command's exit code; 128 and the signal's number when a signal ended it, 127 when
  ///   there is no such program, 126 when it cannot be executed
  /// @throws SandboxException when the step cannot be run here, which is not its own fault
  /// @throws InterruptedException when the calling thread was interrupted; the step was killed
  int run(Step step, OutputSink output) throws SandboxException, InterruptedException;
}
