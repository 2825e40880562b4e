/// Shows a build as it happens: `TerminalDisplay` redraws in place, `PlainDisplay` writes lines,
/// `JsonDisplay` one JSON document a line.
@NullMarked
package dev.kiln.cli.progress;

import org.jspecify.annotations.NullMarked;
