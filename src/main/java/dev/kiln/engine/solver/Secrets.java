package dev.kiln.engine.solver;

import java.io.IOException;

/// The secrets that were given to a build.
@FunctionalInterface
public interface Secrets {
  /// The value, read anew; null when no secret of that id was given.
  byte @org.jspecify.annotations.Nullable [] read(String id) throws IOException;
}
