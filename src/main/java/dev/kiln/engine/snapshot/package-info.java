/// File-system snapshots of layers: overlay mounts, or plain directories that are compared.
@NullMarked
package dev.kiln.engine.snapshot;

import org.jspecify.annotations.NullMarked;
