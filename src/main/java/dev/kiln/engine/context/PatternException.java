package dev.kiln.engine.context;

/// A file name pattern that cannot be read.
public final class PatternException extends Exception {
  public PatternException(String message) {
    super(message);
  }
}
