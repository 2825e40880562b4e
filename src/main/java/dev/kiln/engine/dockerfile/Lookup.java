package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// The variables that an expansion sees.
@FunctionalInterface
public interface Lookup {
  /// An environment in which nothing is set.
  Lookup EMPTY = name -> null;

  /// The value, or null for a variable that is not set.
  @Nullable String get(String name);
}
