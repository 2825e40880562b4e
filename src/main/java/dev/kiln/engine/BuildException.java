package dev.kiln.engine;

import org.jspecify.annotations.Nullable;

/// A build that failed, told so that its user can act: what, where, why, and whose part it is.
public final class BuildException extends Exception {
  private final Failure failure;

  public BuildException(Failure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  /// Whose part a failure is, so that an operator knows whether trying again can help.
  public enum Blame {
    /// The Dockerfile, the context, or a command of a step: the same build fails again.
    BUILD,
    /// A registry, the network, credentials, or the disk.
    ENVIRONMENT,
    /// This host refuses the namespaces that the chosen sandbox needs.
    SANDBOX
  }

  /// The facts of a failure.
  ///
  /// @param message cause and remedy, for people; may have several lines
  /// @param instruction the failing instruction as written, when one failed
  /// @param line 1-based
  /// @param log the last lines of the failing step's output
  public record Failure(
      Blame blame,
      FailureReason reason,
      String message,
      @Nullable String file,
      @Nullable Integer line,
      @Nullable String instruction,
      @Nullable String stage,
      @Nullable Integer exitCode,
      @Nullable String log) {

    public static Failure of(Blame blame, FailureReason reason, String message) {
      return new Failure(blame, reason, message, null, null, null, null, null, null);
    }
  }
}
