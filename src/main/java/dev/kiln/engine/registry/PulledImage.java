package dev.kiln.engine.registry;

import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.RawManifest;
import org.jspecify.annotations.Nullable;

/// An image whose manifest and config are here and whose layers can be fetched.
///
/// @param reference what was asked for, with the digest of `manifest`
/// @param index what the manifest was chosen from, when the name stands for several platforms
/// @param rawManifest to the byte, as it was served
/// @param rawConfig to the byte; the array is not to be written to
@SuppressWarnings("ArrayRecordComponent") // identity is the digests' business
public record PulledImage(
    ImageReference reference,
    @Nullable RawManifest index,
    RawManifest rawManifest,
    ImageManifest manifest,
    byte[] rawConfig,
    ImageConfig config) {}
