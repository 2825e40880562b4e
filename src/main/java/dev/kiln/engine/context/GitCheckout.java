package dev.kiln.engine.context;

import java.nio.file.Path;
import java.time.Instant;

/// The files of one commit.
///
/// @param directory where they lie, the subdirectory included
/// @param commit 40 hexadecimal digits
/// @param commitTime when it was committed
public record GitCheckout(Path directory, String commit, Instant commitTime) {}
