package dev.kiln.engine.dockerfile;

import java.util.List;

/// A `--mount` as written. Any value except `from` may hold variables, so what it means is known
/// only when they are.
public record MountFlag(String text, List<KeyValue> options) {
  public MountFlag {
    options = List.copyOf(options);
  }

  /// Expands a value; `Words` and an environment make one.
  @FunctionalInterface
  public interface Expander {
    String expand(String word) throws ExpansionException;
  }

  /// The mount with its values expanded.
  ///
  /// @throws InstructionException if a value is not what its key takes, or a key is missing
  public Mount resolve(Expander expander) throws InstructionException {
    return new MountResolver(options, expander).resolve();
  }
}
