package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.RawManifest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Pushes images: layers at once, then the config, then the manifest, so that a registry never has
/// a manifest without its content.
public final class ImagePusher {
  private static final int AT_ONCE = 4;

  private final RegistryClient client;

  public ImagePusher(RegistryClient client) {
    this.client = client;
  }

  /// Pushes one image under all `names`; each blob goes to a repository once.
  ///
  /// @param blobs config and layers of the manifest
  /// @throws IllegalArgumentException if the manifest refers to other blobs
  public Descriptor push(
      Collection<ImageReference> names,
      RawManifest manifest,
      List<PushedBlob> blobs,
      TransferProgress progress)
      throws IOException {
    ImageManifest image = Json.read(manifest.bytes(), ImageManifest.class);
    var byDigest = new LinkedHashMap<Digest, PushedBlob>();
    blobs.forEach(blob -> byDigest.put(blob.descriptor().digest(), blob));
    PushedBlob config = blob(byDigest, image.config());
    var layers = new LinkedHashMap<Digest, PushedBlob>();
    for (Descriptor layer : image.layers()) {
      layers.put(layer.digest(), blob(byDigest, layer));
    }
    Map<String, List<ImageReference>> repositories =
        names.stream()
            .collect(
                Collectors.groupingBy(
                    ImageReference::name, LinkedHashMap::new, Collectors.toList()));
    var pushed = new LinkedHashMap<String, ImageReference>();
    for (List<ImageReference> tags : repositories.values()) {
      ImageReference target = tags.getFirst();
      ImageReference neighbour = pushed.putIfAbsent(target.registry(), target);
      pushLayers(target, layers.values(), neighbour, progress);
      push(target, config, neighbour, progress);
      for (ImageReference tag : Set.copyOf(tags)) {
        client.pushManifest(tag, manifest);
      }
    }
    return manifest.descriptor();
  }

  private static PushedBlob blob(Map<Digest, PushedBlob> blobs, Descriptor wanted) {
    PushedBlob blob = blobs.get(wanted.digest());
    if (blob == null) {
      throw new IllegalArgumentException(
          "the manifest's blob " + wanted.digest() + " is not given");
    }
    return blob;
  }

  /// A neighbour in the same registry, to which the image was pushed already, has every blob.
  private void push(
      ImageReference target,
      PushedBlob blob,
      @Nullable ImageReference neighbour,
      TransferProgress progress)
      throws IOException {
    ImageReference from = neighbour != null ? neighbour : blob.mountFrom();
    client.pushBlob(target, blob.descriptor(), blob.source(), from, progress);
  }

  private void pushLayers(
      ImageReference target,
      Collection<PushedBlob> layers,
      @Nullable ImageReference neighbour,
      TransferProgress progress)
      throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("push-", 0).factory());
    try {
      CompletionService<Digest> pushes = new ExecutorCompletionService<>(threads);
      for (PushedBlob layer : layers) {
        pushes.submit(() -> {
          push(target, layer, neighbour, progress);
          return layer.descriptor().digest();
        });
      }
      for (int i = 0; i < layers.size(); i++) {
        pushes.take().get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while layers were pushed");
    } finally {
      // Returns when the pushes have ended: after a failure they are interrupted.
      threads.shutdownNow();
      threads.close();
    }
  }
}
