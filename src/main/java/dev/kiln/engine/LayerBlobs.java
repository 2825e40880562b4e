package dev.kiln.engine;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.VerifiedInputStream;
import dev.kiln.engine.registry.RegistryClient;
import dev.kiln.engine.registry.TransferProgress;
import dev.kiln.engine.solver.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The archives of layers: in the cache, else in the local store, else in a registry, from where
/// they are kept in the cache.
final class LayerBlobs implements BlobSource {
  private final LayerCache cache;
  private final @Nullable ImageLayout store;
  private final RegistryClient registry;
  private final Scratch scratch;

  LayerBlobs(
      LayerCache cache, @Nullable ImageLayout store, RegistryClient registry, Scratch scratch) {
    this.cache = cache;
    this.store = store;
    this.registry = registry;
    this.scratch = scratch;
  }

  @Override
  public boolean has(LayerRecord layer) {
    return layer.origin() != null || cache.hasBlob(layer.blob()) || inStore(layer);
  }

  @Override
  public InputStream open(LayerRecord layer) throws IOException {
    if (!cache.hasBlob(layer.blob())) {
      if (inStore(layer) && store != null) {
        return store.openBlob(layer.blob());
      }
      fetch(layer);
    }
    return new VerifiedInputStream(
        Files.newInputStream(cache.blob(layer.blob().digest())), layer.blob().digest());
  }

  private synchronized void fetch(LayerRecord layer) throws IOException {
    var origin = origin(layer);
    if (origin.isEmpty()) {
      throw new IOException(
          "the layer "
              + layer.blob().digest()
              + " is gone from the cache and the local store\nbuild again with --no-cache");
    }
    if (cache.hasBlob(layer.blob())) {
      return; // another thread was quicker
    }
    var file = Files.createTempFile(scratch.path(), "blob-", null);
    try (var input = registry.openBlob(origin.get(), layer.blob(), TransferProgress.NONE)) {
      Files.copy(input, file, StandardCopyOption.REPLACE_EXISTING);
    }
    cache.publishBlob(file, layer.blob().digest());
  }

  /// The image in a registry that has the layer.
  static Optional<ImageReference> origin(LayerRecord layer) {
    return Optional.ofNullable(layer.origin()).map(ImageReference::parse);
  }

  private boolean inStore(LayerRecord layer) {
    try {
      return store != null && store.hasBlob(layer.blob());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
