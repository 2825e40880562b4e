package dev.kiln.cli;

/// A command line that cannot be followed; the message says what is wrong and what would be right.
final class UsageException extends Exception {
  UsageException(String message) {
    super(message);
  }

  /// Always there, unlike that of exceptions at large.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
