package dev.kiln.engine.archive;

import dev.kiln.engine.oci.Digest;

/// What became of a layer tree when it was written.
///
/// @param diffId of the tar archive, as an image's config lists it
/// @param digest of the compressed bytes, as a manifest lists them
/// @param size of the compressed bytes
public record LayerBlob(Digest diffId, Digest digest, long size) {}
