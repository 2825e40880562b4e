package dev.kiln.engine.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A new regular file open for writing. It does not buffer: write in large pieces. Owner, mode and
/// times are set on what is open, so no other file can take the name meanwhile.
public final class FileOutput extends OutputStream {
  private static final Call WRITE = Call.of("write");
  private static final Call FCHOWN = Call.of("fchown");
  private static final Call FCHMOD = Call.of("fchmod");
  private static final Call FUTIMENS = Call.of("futimens");
  private static final Call FSYNC = Call.of("fsync");
  private static final Call FTRUNCATE = Call.of("ftruncate");

  private final String path;
  private int fd;

  FileOutput(int fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    Scratch s = Scratch.get();
    MemorySegment io = s.io();
    int done = 0;
    while (done < length) {
      int piece = Math.min(length - done, Scratch.IO_SIZE);
      MemorySegment.copy(buffer, offset + done, io, ValueLayout.JAVA_BYTE, 0, piece);
      long count = WRITE.callLong(s, fd(), io.address(), piece, 0);
      if (!Errno.EINTR.is(count)) {
        done += (int) SystemCallException.check(count, "write", path);
      }
    }
  }

  /// Copies all of a file, keeping its holes; shares the blocks where the file system can.
  public void copyFrom(FileInput source) throws IOException {
    FileCopy.copy(source, this);
  }

  /// Changes the owner; this clears set-id bits, so set the mode after it.
  public void setOwner(int uid, int gid) throws IOException {
    check(FCHOWN.call(Scratch.get(), fd(), uid, gid, 0), "change owner of");
  }

  public void setMode(int mode) throws IOException {
    check(FCHMOD.call(Scratch.get(), fd(), mode, 0, 0), "change mode of");
  }

  /// Sets access and modification time; do it after the last write.
  public void setTimes(long seconds, int nanos) throws IOException {
    Scratch s = Scratch.get();
    check(FUTIMENS.call(s, fd(), Libc.times(s, seconds, nanos).address(), 0, 0), "set times of");
  }

  public void setAttribute(String name, byte[] value) throws IOException {
    Attributes.setOpen(fd(), name, value, path);
  }

  /// Makes the file end at this size; what was not written before it is a hole of zeros.
  public void setSize(long size) throws IOException {
    check(FTRUNCATE.call(Scratch.get(), fd(), size, 0, 0), "set size of");
  }

  /// Waits until content and metadata are on the disk.
  public void sync() throws IOException {
    check(FSYNC.call(Scratch.get(), fd(), 0, 0, 0), "sync");
  }

  private void check(int result, String call) throws SystemCallException {
    SystemCallException.check(result, call, path);
  }

  String path() {
    return path;
  }

  int fd() throws IOException {
    if (fd < 0) {
      throw new IOException("write " + path + ": already closed");
    }
    return fd;
  }

  @Override
  public void close() throws IOException {
    if (fd >= 0) {
      int closing = fd;
      fd = -1;
      // network file systems report a full disk only here
      check(Libc.close(closing), "write");
    }
  }
}
