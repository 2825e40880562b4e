/// The Dockerfile language: syntax, the eighteen instructions, word expansion and stages.
@NullMarked
package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.NullMarked;
