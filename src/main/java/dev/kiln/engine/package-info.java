/// The image build engine: `ImageBuilder` parses, plans, solves and exports.
@NullMarked
package dev.kiln.engine;

import org.jspecify.annotations.NullMarked;
