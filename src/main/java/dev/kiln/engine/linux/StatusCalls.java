package dev.kiln.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Reads `struct statx`, whose layout is the same on every processor.
final class StatusCalls {
  private StatusCalls() {}

  /// The status of a name, not followed; null when it does not exist.
  static @Nullable FileStatus ofName(int dir, String name, String path) throws IOException {
    int result = Libc.statx(dir, name);
    if (Errno.ENOENT.is(result) || Errno.ENOTDIR.is(result)) {
      return null;
    }
    SystemCallException.check(result, "read status of", path);
    return decode(Scratch.get().status);
  }

  /// The status of an open descriptor.
  static FileStatus ofDescriptor(int fd, String path) throws IOException {
    SystemCallException.check(Libc.statx(fd, ""), "read status of", path);
    return decode(Scratch.get().status);
  }

  private static FileStatus decode(MemorySegment s) {
    int mode = Short.toUnsignedInt(s.get(JAVA_SHORT, 28));
    long device =
        ((long) s.get(JAVA_INT, 136) << 32) | Integer.toUnsignedLong(s.get(JAVA_INT, 140));
    return new FileStatus(
        FileType.ofMode(mode),
        mode & 07777,
        s.get(JAVA_INT, 20),
        s.get(JAVA_INT, 24),
        s.get(JAVA_LONG, 40),
        s.get(JAVA_LONG, 112),
        s.get(JAVA_INT, 120),
        s.get(JAVA_INT, 16),
        device,
        s.get(JAVA_LONG, 32),
        s.get(JAVA_INT, 128),
        s.get(JAVA_INT, 132),
        s.get(JAVA_LONG, 96),
        s.get(JAVA_INT, 104));
  }
}
