/// Tar in and out, compression, and the translation between layer archives and trees.
@NullMarked
package dev.kiln.engine.archive;

import org.jspecify.annotations.NullMarked;
