package dev.kiln.engine.linux;

import java.io.IOException;
import java.nio.file.Path;

/// What a path meant when it was resolved, held by descriptor: a mount on it, or of it, cannot be
/// led astray by a link put there afterwards.
public final class Pin implements AutoCloseable {
  private final String path;
  private int fd;

  Pin(int fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /// A path to this very file for calls that take no descriptor; valid in this process while it is
  /// open.
  public Path procPath() {
    return Path.of("/proc/self/fd/" + fd);
  }

  public FileStatus status() throws IOException {
    return StatusCalls.ofDescriptor(fd, path);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
