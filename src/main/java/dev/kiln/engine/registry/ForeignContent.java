package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.util.List;

/// Content that a manifest says is elsewhere. Kiln asks registries only, never an address that an
/// image names.
final class ForeignContent {
  private ForeignContent() {}

  static void refuse(ImageReference image, Descriptor content) throws RegistryException {
    List<String> urls = content.urls();
    boolean foreign =
        content.mediaType().contains(".foreign.")
            || content.mediaType().contains(".nondistributable.");
    if (foreign || (urls != null && !urls.isEmpty())) {
      throw new RegistryException(
          Kind.PROTOCOL,
          image.registry(),
          image.name()
              + " has a layer that is not in its registry ("
              + content.digest()
              + ", a foreign layer): such images cannot be used here");
    }
  }
}
