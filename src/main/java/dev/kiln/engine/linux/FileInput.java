package dev.kiln.engine.linux;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A regular file open for reading. It does not buffer: read it in large pieces.
public final class FileInput extends InputStream {
  private static final Call READ = Call.of("read");

  private final String path;
  private int fd;

  FileInput(int fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /// The status of the file that is open, whatever its name means by now.
  public FileStatus status() throws IOException {
    return StatusCalls.ofDescriptor(fd(), path);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    Scratch s = Scratch.get();
    MemorySegment io = s.io();
    long count;
    do {
      count = READ.callLong(s, fd(), io.address(), Math.min(length, Scratch.IO_SIZE), 0);
    } while (Errno.EINTR.is(count));
    SystemCallException.check(count, "read", path);
    if (count == 0) {
      return -1;
    }
    MemorySegment.copy(io, ValueLayout.JAVA_BYTE, 0, buffer, offset, (int) count);
    return (int) count;
  }

  String path() {
    return path;
  }

  int fd() throws IOException {
    if (fd < 0) {
      throw new IOException("read " + path + ": already closed");
    }
    return fd;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
