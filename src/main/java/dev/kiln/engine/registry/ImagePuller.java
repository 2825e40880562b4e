package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageIndex;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.RegistryClient.ResolvedManifest;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Pulls images: manifest and config at once, layers when somebody asks for them.
public final class ImagePuller {
  private static final int MAX_CONFIG = 8 << 20;
  private static final int MAX_LAYERS = 4096;

  private final RegistryClient client;

  public ImagePuller(RegistryClient client) {
    this.client = client;
  }

  /// Pulls the image for `platform`. A name that stands for a single image gives that one, whatever
  /// it was made for: compare [ImageConfig#platform].
  ///
  /// @throws RegistryException also if the name stands for other platforms only
  public PulledImage pull(ImageReference reference, Platform platform) throws IOException {
    ResolvedManifest resolved = client.resolve(reference);
    RawManifest manifest = resolved.manifest();
    if (!MediaTypes.isIndex(manifest.mediaType())) {
      return image(reference.withDigest(resolved.digest()), null, manifest);
    }
    Descriptor chosen = choose(reference, parse(reference, manifest, ImageIndex.class), platform);
    RawManifest image = client.manifest(reference, chosen.digest());
    if (MediaTypes.isIndex(image.mediaType())) {
      throw broken(reference, "its index lists another index for " + platform);
    }
    return image(reference.withDigest(chosen.digest()), manifest, image);
  }

  private PulledImage image(
      ImageReference reference, @Nullable RawManifest index, RawManifest manifest)
      throws IOException {
    ImageManifest typed = parse(reference, manifest, ImageManifest.class);
    if (typed.layers().size() > MAX_LAYERS) {
      throw broken(reference, "it has more than " + MAX_LAYERS + " layers");
    }
    for (Descriptor layer : typed.layers()) {
      ForeignContent.refuse(reference, layer);
    }
    byte[] config = client.readBlob(reference, typed.config(), MAX_CONFIG);
    return new PulledImage(reference, index, manifest, typed, config, config(reference, config));
  }

  private static ImageConfig config(ImageReference reference, byte[] json)
      throws RegistryException {
    try {
      ImageConfig config = Json.read(json, ImageConfig.class);
      if (config.os() == null || config.architecture() == null || config.rootfs() == null) {
        throw broken(reference, "its config is not that of an image");
      }
      return config;
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw broken(reference, "its config is not that of an image");
    }
  }

  private static Descriptor choose(ImageReference reference, ImageIndex index, Platform platform)
      throws RegistryException {
    List<Descriptor> fitting =
        index.manifests().stream()
            .filter(each -> each.platform() != null && platform.accepts(each.platform()))
            .toList();
    for (Descriptor each : fitting) {
      if (Objects.equals(each.platform(), platform)) {
        return each;
      }
    }
    if (!fitting.isEmpty()) {
      return fitting.getFirst();
    }
    var offered = new TreeSet<String>();
    for (Descriptor each : index.manifests()) {
      Platform other = each.platform();
      if (other != null && !other.os().equals("unknown")) {
        offered.add(Failures.clean(other.toString()));
      }
    }
    throw new RegistryException(
        Kind.NOT_FOUND,
        reference.registry(),
        "%s has no image for %s; it has: %s"
            .formatted(
                reference, platform, offered.isEmpty() ? "none" : String.join(", ", offered)));
  }

  private static <T> T parse(ImageReference reference, RawManifest manifest, Class<T> type)
      throws RegistryException {
    try {
      return Json.read(manifest.bytes(), type);
    } catch (IOException e) {
      String problem =
          e.getCause() instanceof IllegalArgumentException illegal
              ? String.valueOf(illegal.getMessage())
              : "a member of its manifest is missing or has the wrong form";
      throw broken(reference, Failures.clean(problem));
    }
  }

  private static RegistryException broken(ImageReference reference, String how) {
    return new RegistryException(
        Kind.PROTOCOL, reference.registry(), reference + " is not an image to use: " + how);
  }

  /// Opens a layer of a pulled image, compressed as it is stored. Reading checks size and digest.
  public InputStream openLayer(PulledImage image, Descriptor layer, TransferProgress progress)
      throws IOException {
    return client.openBlob(image.reference(), layer, progress);
  }
}
