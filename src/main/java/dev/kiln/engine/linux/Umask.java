package dev.kiln.engine.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process' mask of permissions for new files. Asking the kernel for it would change it, for
/// all threads at once; so it is read from /proc, and modes that it would cut are set afterwards.
final class Umask {
  private static final int MASK = read();

  private Umask() {}

  /// Whether creating with this mode gives another one.
  static boolean changes(int mode) {
    return (mode & (MASK | 07000)) != 0;
  }

  private static int read() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("Umask:")) {
          return Integer.parseInt(line.substring("Umask:".length()).strip(), 8);
        }
      }
    } catch (IOException e) {
      return 0777; // unknown: always set the mode
    }
    return 0777;
  }
}
