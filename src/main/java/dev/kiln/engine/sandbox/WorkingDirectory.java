package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;

/// The directory in which a step starts.
final class WorkingDirectory {
  private WorkingDirectory() {}

  /// Makes it when it is missing. It may not lie in /proc, whose links lead out of any root.
  static void make(Directory root, Step step) throws IOException {
    String real = root.resolve(step.workingDirectory());
    if (real.equals("/proc") || real.startsWith("/proc/")) {
      throw new SandboxException(
          "the working directory "
              + step.workingDirectory()
              + " lies in /proc; remedy: choose another WORKDIR");
    }
    boolean mounted =
        step.mounts().stream().anyMatch(mount -> isBelow(step.workingDirectory(), mount.target()));
    if (!mounted) {
      root.makeDirectories(real, 0755);
    }
  }

  private static boolean isBelow(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }
}
