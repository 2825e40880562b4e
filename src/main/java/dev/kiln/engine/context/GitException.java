package dev.kiln.engine.context;

import org.jspecify.annotations.Nullable;

/// A git source that could not be had; the message says why and never holds credentials.
public final class GitException extends Exception {
  private final Kind kind;

  /// Why it could not be had.
  public enum Kind {
    REPOSITORY_NOT_FOUND,
    REVISION_NOT_FOUND,
    AUTHENTICATION_FAILED,
    UNREACHABLE,
    SUBDIRECTORY_NOT_FOUND,
    /// The address or the repository needs something that is not supported.
    UNSUPPORTED
  }

  public GitException(Kind kind, String message) {
    this(kind, message, null);
  }

  public GitException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
