package dev.kiln.cli;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.registry.Credentials;
import dev.kiln.engine.registry.RegistryClient;
import dev.kiln.engine.registry.RegistryConfig;
import dev.kiln.engine.registry.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// That a registry has an image, whole: each part was read and has the digest that names it.
///
/// @param bytes of the manifest, the config and the layers
record ImageProof(long bytes) {

  /// Pulls all of an image from a loopback registry.
  ///
  /// @throws IOException if a part is missing or is not what its digest says
  static ImageProof pull(String name, Digest expected) throws IOException {
    ImageReference reference = ImageReference.parse(name);
    try (var client = new RegistryClient(RegistryConfig.EMPTY, Credentials.NONE)) {
      var resolved = client.resolve(reference);
      if (!resolved.manifest().digest().equals(expected)) {
        throw new IOException(
            "%s is %s, but %s was built".formatted(name, resolved.manifest().digest(), expected));
      }
      ImageManifest manifest = Json.read(resolved.manifest().bytes(), ImageManifest.class);
      List<Descriptor> blobs = new ArrayList<>(manifest.layers());
      blobs.add(manifest.config());
      long bytes = resolved.manifest().bytes().length;
      for (Descriptor blob : blobs) {
        try (InputStream in = client.openBlob(reference, blob, TransferProgress.NONE)) {
          bytes += in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return new ImageProof(bytes);
    }
  }
}
