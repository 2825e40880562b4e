package dev.kiln.engine.archive;

/// How much an archive may become, so that a small download cannot fill a disk.
///
/// @param maxBytes of the archive when it is decompressed
/// @param maxEntries that it may hold, with the directories that they imply
/// @param maxRatio of decompressed to compressed bytes; it counts from 64 MiB on, since a small
///   file of zeros may be compressed further than any real one
public record Limits(long maxBytes, long maxEntries, long maxRatio) {
  /// Enough for any image seen; gzip itself cannot exceed a ratio of 1,032.
  public static final Limits DEFAULT = new Limits(256L << 30, 4_000_000, 2_000);

  static final long RATIO_FROM = 64L << 20;

  public Limits {
    if (maxBytes <= 0 || maxEntries <= 0 || maxRatio <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
