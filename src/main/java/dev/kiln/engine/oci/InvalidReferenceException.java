package dev.kiln.engine.oci;

/// Text that is no image reference; the message says what is wrong with it and what was meant.
public final class InvalidReferenceException extends IllegalArgumentException {
  public InvalidReferenceException(String message) {
    super(message);
  }
}
