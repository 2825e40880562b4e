package dev.kiln.engine.snapshot;

import dev.kiln.engine.cache.Scratch;
import java.io.IOException;
import java.util.List;

/// Makes file systems of layers.
public sealed interface Snapshotter extends AutoCloseable
    permits OverlaySnapshotter, DirectorySnapshotter {

  /// A file system that begins as the layers, base first, and may be changed.
  ///
  /// @param scratch where changes are collected; outlives the snapshot
  Snapshot prepare(List<LayerTree> layers, Scratch scratch) throws IOException;

  /// A file system of the layers, base first, to read from.
  View view(List<LayerTree> layers, Scratch scratch) throws IOException;

  @Override
  void close() throws IOException;
}
