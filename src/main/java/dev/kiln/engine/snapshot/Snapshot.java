package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Path;

/// A file system that one step changes.
public interface Snapshot extends AutoCloseable {
  /// Its root, for the step's own mounts.
  Path path();

  /// Its root, to resolve untrusted paths in; not to be used after [#changes].
  Directory root();

  /// Ends the step's changes.
  ///
  /// @return what changed, as a layer tree in the scratch directory
  Path changes() throws IOException;

  /// Says which layer the changes became.
  void sealed(LayerTree layer);

  @Override
  void close() throws IOException;
}
