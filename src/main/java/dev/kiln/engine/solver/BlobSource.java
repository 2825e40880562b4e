package dev.kiln.engine.solver;

import dev.kiln.engine.cache.LayerRecord;
import java.io.IOException;
import java.io.InputStream;

/// Where the archives of layers are read from: the cache, the local store, or a registry.
public interface BlobSource {
  /// Whether the layer's archive can be had without making it again.
  boolean has(LayerRecord layer);

  /// Opens the archive; its digest is verified while it is read.
  InputStream open(LayerRecord layer) throws IOException;
}
