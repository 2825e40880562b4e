package dev.kiln.engine;

import dev.kiln.engine.graph.BaseImage;
import dev.kiln.engine.graph.BaseImages;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageIndex;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.ImagePuller;
import dev.kiln.engine.registry.RegistryException;
import dev.kiln.engine.solver.Reporter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds base images as docker does: in the local store, unless a fresh pull was asked for, then in
/// registries.
final class BaseImageFinder implements BaseImages {
  private static final long LARGEST_DOCUMENT = 8 << 20;

  private final @Nullable ImageLayout store;
  private final ImagePuller puller;
  private final Reporter reporter;
  private final Map<String, Digest> found = new TreeMap<>();

  /// @param store null when images in it do not count
  BaseImageFinder(@Nullable ImageLayout store, ImagePuller puller, Reporter reporter) {
    this.store = store;
    this.puller = puller;
    this.reporter = reporter;
  }

  /// The digests that names resolved to.
  Map<String, Digest> found() {
    return found;
  }

  @Override
  public BaseImage resolve(ImageReference reference, Platform platform) throws IOException {
    var local = inStore(reference, platform);
    var image = local.isPresent() ? local.get() : pull(reference, platform);
    found.put(reference.toString(), image.descriptor().digest());
    return image;
  }

  private BaseImage pull(ImageReference reference, Platform platform) throws IOException {
    try {
      return reporter.run(
          "[internal] load metadata for " + reference,
          task -> {
            var pulled = puller.pull(reference, platform);
            if (!platform.accepts(pulled.config().platform())) {
              throw new RegistryException(
                  RegistryException.Kind.NOT_FOUND,
                  reference.registry(),
                  "%s is for %s, not for %s"
                      .formatted(reference, pulled.config().platform(), platform));
            }
            return checked(
                new BaseImage(
                    pulled.reference(),
                    pulled.rawManifest().descriptor(),
                    pulled.manifest(),
                    pulled.config(),
                    false));
          });
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("interrupted while asking for " + reference, e);
    }
  }

  private Optional<BaseImage> inStore(ImageReference reference, Platform platform)
      throws IOException {
    if (store == null) {
      return Optional.empty();
    }
    var named = store.resolve(reference);
    var chosen = named.isEmpty() ? named : choose(store, named.get(), platform);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    var raw = store.readManifest(chosen.get().digest());
    var manifest = Json.read(raw.bytes(), ImageManifest.class);
    var config =
        Json.read(store.readBlob(manifest.config().digest(), LARGEST_DOCUMENT), ImageConfig.class);
    if (!platform.accepts(config.platform())) {
      return Optional.empty();
    }
    return Optional.of(checked(new BaseImage(reference, raw.descriptor(), manifest, config, true)));
  }

  private static Optional<Descriptor> choose(ImageLayout store, Descriptor named, Platform platform)
      throws IOException {
    if (!MediaTypes.isIndex(named.mediaType())) {
      return Optional.of(named);
    }
    var index = Json.read(store.readManifest(named.digest()).bytes(), ImageIndex.class);
    return index.manifests().stream()
        .filter(each -> each.platform() != null && platform.accepts(each.platform()))
        .findFirst();
  }

  private static BaseImage checked(BaseImage image) throws IOException {
    int layers = image.manifest().layers().size();
    int diffIds = image.config().rootfs().diffIds().size();
    if (layers != diffIds) {
      throw new IOException(
          image.reference()
              + " is broken: its manifest lists "
              + layers
              + " layers, its config "
              + diffIds);
    }
    return image;
  }
}
