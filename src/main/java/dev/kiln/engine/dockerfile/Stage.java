package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Optional;

/// A build stage: `FROM` and the instructions up to the next one.
///
/// @param index from 0, as `--target` and `COPY --from` count
public record Stage(int index, From from, List<Instruction> instructions) {
  public Stage {
    instructions = List.copyOf(instructions);
  }

  /// The name after `AS`, in lower case: stage names do not distinguish case.
  public Optional<String> name() {
    return Optional.ofNullable(from.name());
  }
}
