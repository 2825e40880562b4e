package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return MountResolver.of(options, expander).resolve();
  }

  /// Options are separated by commas; an option in double quotes may hold some.
  static MountFlag parse(String text) throws InstructionException {
    var options = new ArrayList<KeyValue>();
    for (var field : CommaSeparated.split(text)) {
      int equals = field.indexOf('=');
      options.add(
          equals < 0
              ? new KeyValue(field, null)
              : new KeyValue(field.substring(0, equals), field.substring(equals + 1)));
    }
    var flag = new MountFlag(text, options);
    MountResolver.check(options);
    return flag;
  }

  /// The stage or image that the files come from, if it is given.
  public @Nullable String from() {
    for (var option : options) {
      if (option.key().equalsIgnoreCase("from")) {
        return option.value();
      }
    }
    return null;
  }
}
