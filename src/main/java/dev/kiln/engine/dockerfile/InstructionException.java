package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// What is wrong with one instruction, without its place: whoever knows the instruction adds that
/// and makes a [Problem] of it.
public class InstructionException extends Exception {
  private final transient @Nullable String hint;

  public InstructionException(String message) {
    this(message, null);
  }

  public InstructionException(String message, @Nullable String hint) {
    super(message);
    this.hint = hint;
  }

  /// The remedy, where one is known.
  public @Nullable String hint() {
    return hint;
  }

  /// The message, never null here.
  public String problem() {
    return String.valueOf(getMessage());
  }
}
