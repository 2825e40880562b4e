package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The builder's control groups. A step belongs to the same ones, whose limits are the pod's, and
/// sees them; the OCI runtime must not make others, which would stay behind when it is killed.
final class ControlGroups {
  static final Path ROOT = Path.of("/sys/fs/cgroup");

  private ControlGroups() {}

  /// Whether they can be written here. In a pod they cannot.
  static boolean areWritable() throws IOException {
    return areWritable(Files.readString(Path.of("/proc/self/mountinfo")));
  }

  /// @param mountinfo as proc_pid_mountinfo(5) tells: the fifth field is the mount point, the sixth
  ///   begins with `rw` or `ro`, the one after the lone hyphen is the type
  static boolean areWritable(String mountinfo) {
    return mountinfo
        .lines()
        .filter(line -> line.contains(" - cgroup"))
        .map(line -> line.split(" ", -1))
        .anyMatch(fields -> fields[4].startsWith(ROOT.toString()) && fields[5].startsWith("rw"));
  }
}
