package dev.kiln.engine.solver;

import dev.kiln.engine.graph.Node;
import org.jspecify.annotations.Nullable;

/// A step that failed for a reason of its own.
public final class StepException extends Exception {
  private final transient Node node;
  private final Kind kind;
  private final @Nullable Integer exitCode;
  private final @Nullable String log;

  StepException(
      Node node, Kind kind, String message, @Nullable Integer exitCode, @Nullable String log) {
    super(message);
    this.node = node;
    this.kind = kind;
    this.exitCode = exitCode;
    this.log = log;
  }

  /// What went wrong.
  public enum Kind {
    /// Files that a copy names are missing, or cannot go where it says.
    COPY,
    /// The command ended with another status than 0.
    RUN,
    /// A secret that a step needs was not given.
    SECRET,
    /// The user, directory or mount that a step names cannot be used.
    SETUP
  }

  public Node node() {
    return node;
  }

  public Kind kind() {
    return kind;
  }

  /// The command's exit status; 128 and the signal's number when a signal ended it.
  public @Nullable Integer exitCode() {
    return exitCode;
  }

  /// The last lines that the command wrote.
  public @Nullable String log() {
    return log;
  }
}
