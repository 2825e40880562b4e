package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;

/// The devices of a step that is run by chroot. Where the kernel lets none be made, as in a user
/// namespace, /dev/null is a plain file that is thrown away, and the others are missing.
final class ChrootDevices {
  private static final int MEMORY = 1;

  private ChrootDevices() {}

  static void make(Scaffold scaffold, Directory root) throws IOException {
    try {
      scaffold.device("/dev/null", MEMORY, 3);
    } catch (SystemCallException e) {
      if (!e.isNotPermitted()) {
        throw e;
      }
      scaffold.scratchFile("/dev/null");
      return;
    }
    if (!opens(root)) {
      scaffold.scratchFile("/dev/null");
      return;
    }
    scaffold.device("/dev/zero", MEMORY, 5);
    scaffold.device("/dev/full", MEMORY, 7);
    scaffold.device("/dev/random", MEMORY, 8);
    scaffold.device("/dev/urandom", MEMORY, 9);
    scaffold.device("/dev/tty", 5, 0);
  }

  /// A file system can hold device nodes and yet refuse to open them.
  private static boolean opens(Directory root) throws IOException {
    FileStatus status = root.linkStatus("/dev/null");
    if (status == null || status.type() != FileType.CHAR_DEVICE) {
      return true;
    }
    try (var pin = root.pin("/dev/null");
        OutputStream device = Files.newOutputStream(pin.procPath())) {
      device.flush();
      return true;
    } catch (AccessDeniedException e) {
      return false;
    }
  }
}
