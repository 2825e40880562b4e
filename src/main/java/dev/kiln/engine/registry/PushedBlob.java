package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageReference;
import org.jspecify.annotations.Nullable;

/// A blob of an image to push.
///
/// @param source asked for the bytes only if the registry has not got them
/// @param mountFrom an image that has the blob; one in the same registry saves the transfer
public record PushedBlob(
    Descriptor descriptor, BlobSource source, @Nullable ImageReference mountFrom) {}
