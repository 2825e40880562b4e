/// What a builder pod runs: an `ImageBuild` becomes engine options, and a result becomes a report.
@NullMarked
package dev.kiln.builder;

import org.jspecify.annotations.NullMarked;
