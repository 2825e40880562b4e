package dev.kiln.engine.dockerfile;

/// A word that cannot be expanded: bad syntax, an unknown modifier, or a `${name:?message}` whose
/// variable is missing.
public final class ExpansionException extends InstructionException {
  public ExpansionException(String message) {
    super(message);
  }
}
