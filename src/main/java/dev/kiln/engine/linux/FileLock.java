package dev.kiln.engine.linux;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A `flock` on a file of its own, held until it is closed or the process ends. It excludes other
/// processes, on whatever pod shares the volume, and other threads of this one alike.
public final class FileLock implements AutoCloseable {
  /// How much a lock excludes.
  public enum Mode {
    /// Held together with other shared locks.
    SHARED(1),
    /// Held alone.
    EXCLUSIVE(2);

    private final int operation;

    Mode(int operation) {
      this.operation = operation;
    }
  }

  private static final Call FLOCK = Call.of("flock");
  private static final int WITHOUT_WAITING = 4;
  private static final int OPEN =
      OpenFlags.READ_WRITE
          | OpenFlags.CREATE
          | OpenFlags.NO_FOLLOW
          | OpenFlags.NO_BLOCK
          | OpenFlags.CLOSE_ON_EXEC;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  private final String path;
  private int fd;

  private FileLock(int fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /// Waits for a lock on a file, which is made when it is missing.
  public static FileLock acquire(Path file, Mode mode) throws IOException, InterruptedException {
    // a call that waits in the kernel could not be interrupted when its build is cancelled
    for (long pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      FileLock lock = tryAcquire(file, mode);
      if (lock != null) {
        return lock;
      }
      Thread.sleep(pause);
    }
  }

  /// Takes a lock on a file, which is made when it is missing; null when another holds it.
  public static @Nullable FileLock tryAcquire(Path file, Mode mode) throws IOException {
    String path = file.toString();
    while (true) {
      int fd = Libc.openat(Libc.AT_FDCWD, path, OPEN, 0660);
      SystemCallException.check(fd, "open lock", path);
      boolean kept = false;
      try {
        FileLock lock = new FileLock(fd, path);
        if (!lock.tryChange(mode)) {
          return null;
        }
        if (lock.isStillNamed()) {
          kept = true;
          return lock;
        }
        // whoever held it removed the file; a lock on a file without a name excludes nobody
      } finally {
        if (!kept) {
          Libc.close(fd);
        }
      }
    }
  }

  /// Turns the lock into another mode when no other holder prevents it. The kernel lets go of the
  /// lock for a moment meanwhile, and when it fails the lock may be lost: then close it.
  public boolean tryChange(Mode mode) throws IOException {
    int result;
    do {
      result = FLOCK.call(Scratch.get(), fd, mode.operation | WITHOUT_WAITING, 0, 0);
    } while (Errno.EINTR.is(result));
    if (Errno.EAGAIN.is(result)) {
      return false;
    }
    SystemCallException.check(result, "lock", path);
    return true;
  }

  private boolean isStillNamed() throws IOException {
    FileStatus held = StatusCalls.ofDescriptor(fd, path);
    FileStatus named = StatusCalls.ofName(Libc.AT_FDCWD, path, path);
    return named != null && named.inode() == held.inode() && named.device() == held.device();
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
