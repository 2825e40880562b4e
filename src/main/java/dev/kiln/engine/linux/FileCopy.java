package dev.kiln.engine.linux;

import java.io.IOException;

/// Copies content within the kernel: shared blocks, then `copy_file_range`, then by reading.
final class FileCopy {
  private static final Call IOCTL = Call.of("ioctl");
  private static final Call COPY_FILE_RANGE = Call.of("copy_file_range");
  private static final Call LSEEK = Call.of("lseek");
  private static final long FICLONE = 0x40049409L;
  private static final int SEEK_SET = 0;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long CHUNK = 1L << 30;

  private FileCopy() {}

  static void copy(FileInput from, FileOutput to) throws IOException {
    if (IOCTL.call(Scratch.get(), to.fd(), FICLONE, from.fd(), 0) == 0) {
      return;
    }
    long size = from.status().size();
    long start = data(from, 0, size);
    while (start < size) {
      long end = seek(from.fd(), start, SEEK_HOLE);
      end = end < 0 ? size : Math.min(end, size);
      copyRange(from, to, start, end - start);
      start = data(from, end, size);
    }
    to.setSize(size);
  }

  /// Where the next data are, or the size when only a hole is left.
  private static long data(FileInput from, long offset, long size) throws IOException {
    if (offset >= size) {
      return size;
    }
    long found = seek(from.fd(), offset, SEEK_DATA);
    if (found >= 0) {
      return found;
    }
    return Errno.EINVAL.is(found) ? offset : size;
  }

  private static void copyRange(FileInput from, FileOutput to, long offset, long length)
      throws IOException {
    SystemCallException.check(seek(from.fd(), offset, SEEK_SET), "read", from.path());
    SystemCallException.check(seek(to.fd(), offset, SEEK_SET), "write", to.path());
    long left = length;
    while (left > 0) {
      long count =
          COPY_FILE_RANGE.callLong(
              Scratch.get(), from.fd(), 0, to.fd(), 0, Math.min(left, CHUNK), 0);
      if (count < 0 && !new SystemCallException("copy", to.path(), (int) -count).isNoSpace()) {
        copyByReading(from, to, left);
        return;
      }
      SystemCallException.check(count, "write", to.path());
      if (count == 0) {
        return; // the source was cut short meanwhile
      }
      left -= count;
    }
  }

  private static void copyByReading(FileInput from, FileOutput to, long length) throws IOException {
    byte[] buffer = new byte[Scratch.IO_SIZE];
    long left = length;
    while (left > 0) {
      int count = from.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        return;
      }
      to.write(buffer, 0, count);
      left -= count;
    }
  }

  private static long seek(int fd, long offset, int whence) {
    return LSEEK.callLong(Scratch.get(), fd, offset, whence, 0);
  }
}
