package dev.kiln.engine.registry;

import java.io.IOException;

/// An upload that broke at our end: the content to send could not be read. It travels through the
/// HTTP client, which would make a failure of the connection of it.
final class UnreadableSource extends IOException {
  private final IOException original;

  UnreadableSource(IOException original) {
    super(original);
    this.original = original;
  }

  IOException original() {
    return original;
  }

  /// Throws the original failure if such a one is the reason for `failure`.
  static void rethrow(IOException failure) throws IOException {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof UnreadableSource unreadable) {
        throw unreadable.original();
      }
      cause = cause.getCause();
    }
  }
}
