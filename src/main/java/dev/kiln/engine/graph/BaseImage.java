package dev.kiln.engine.graph;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;

/// An image that a build starts from or copies from; its layers are still where they are.
///
/// @param descriptor of the manifest of the chosen platform
/// @param local whether its layers lie in the local image store
public record BaseImage(
    ImageReference reference,
    Descriptor descriptor,
    ImageManifest manifest,
    ImageConfig config,
    boolean local) {}
