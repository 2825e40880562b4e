package dev.kiln.builder;

import dev.kiln.api.v1alpha1.Reason;

/// A manifest that cannot be built from: it is not sound, or what it refers to is not there. The
/// message names the place, the cause and the remedy.
public final class InputException extends Exception {
  private final Reason reason;

  InputException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /// Always there, unlike that of exceptions at large.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
