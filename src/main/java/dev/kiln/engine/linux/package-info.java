/// System calls by `java.lang.foreign`; directories that resolve paths beneath a descriptor.
@NullMarked
package dev.kiln.engine.linux;

import org.jspecify.annotations.NullMarked;
