package dev.kiln.engine.graph;

import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Platform;
import java.io.IOException;

/// Finds images by name: manifests and configs only.
@FunctionalInterface
public interface BaseImages {
  /// Finds an image.
  ///
  /// @throws IOException if there is no such image for the platform, or nobody can be asked
  BaseImage resolve(ImageReference reference, Platform platform) throws IOException;
}
