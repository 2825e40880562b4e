package dev.kiln.engine.snapshot;

import dev.kiln.engine.oci.Digest;
import java.nio.file.Path;

/// An unpacked layer in overlayfs' own format.
public record LayerTree(Digest diffId, Path path) {}
