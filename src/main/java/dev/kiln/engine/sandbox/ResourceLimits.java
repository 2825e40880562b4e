package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a step may use of the kernel's tables.
final class ResourceLimits {
  // enough for any compiler, and few enough for programs that close every possible descriptor
  private static final long OPEN_FILES = 65_536;

  private ResourceLimits() {}

  /// How many files a step may have open; never more than the builder itself.
  static long openFiles() throws IOException {
    return openFiles(Files.readString(Path.of("/proc/self/limits")));
  }

  static long openFiles(String limits) {
    return limits
        .lines()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.strip().split("\\s+", -1)[4])
        .filter(hard -> !hard.equals("unlimited"))
        .map(hard -> Math.min(OPEN_FILES, Long.parseLong(hard)))
        .findFirst()
        .orElse(OPEN_FILES);
  }
}
