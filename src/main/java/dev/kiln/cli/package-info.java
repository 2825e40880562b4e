/// The command line: picocli commands, exit codes and terminal progress.
@NullMarked
package dev.kiln.cli;

import org.jspecify.annotations.NullMarked;
