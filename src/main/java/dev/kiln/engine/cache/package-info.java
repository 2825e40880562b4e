/// The layer cache: keys, and a content-addressed store that builders on one volume share.
@NullMarked
package dev.kiln.engine.cache;

import org.jspecify.annotations.NullMarked;
