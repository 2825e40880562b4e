package dev.kiln.engine.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A thread's native memory for the arguments of one system call, so that a call allocates none. A
/// value in it lasts until the thread's next call.
final class Scratch {
  static final int PATH_MAX = 4096;
  static final int STATX_SIZE = 256;
  static final int OPEN_HOW_SIZE = 24;
  static final int IO_SIZE = 128 * 1024;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final MemorySegment errno;
  final MemorySegment status;
  final MemorySegment how;
  private final MemorySegment first;
  private final MemorySegment second;
  private final MemorySegment third;
  private final MemorySegment fourth;
  private @Nullable MemorySegment io;

  private Scratch() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(Linker.Option.captureStateLayout());
    status = arena.allocate(STATX_SIZE, Long.BYTES);
    how = arena.allocate(OPEN_HOW_SIZE, Long.BYTES);
    first = arena.allocate(PATH_MAX);
    second = arena.allocate(PATH_MAX);
    third = arena.allocate(PATH_MAX);
    fourth = arena.allocate(PATH_MAX);
  }

  static Scratch get() {
    return OF_THREAD.get();
  }

  /// The buffer for content: file data, directory entries, attribute values.
  MemorySegment io() {
    MemorySegment buffer = io;
    if (buffer == null) {
      buffer = Arena.ofAuto().allocate(IO_SIZE, Long.BYTES);
      io = buffer;
    }
    return buffer;
  }

  /// The address of a text as the call's first C string.
  long path(String text) throws IOException {
    return write(first, text);
  }

  long secondPath(String text) throws IOException {
    return write(second, text);
  }

  long thirdPath(String text) throws IOException {
    return write(third, text);
  }

  long fourthPath(String text) throws IOException {
    return write(fourth, text);
  }

  /// The text of the first `length` bytes of a buffer.
  static String text(MemorySegment buffer, long offset, long length) {
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    return FileNames.decode(bytes);
  }

  private static long write(MemorySegment target, String text) throws IOException {
    byte[] bytes = FileNames.encode(text);
    if (bytes.length >= PATH_MAX) {
      throw new SystemCallException("use", text, Errno.ENAMETOOLONG.number);
    }
    for (byte b : bytes) {
      if (b == 0) {
        // the kernel would see another, shorter name
        throw new SystemCallException("use", text.replace("\0", "\\0"), Errno.EINVAL.number);
      }
    }
    MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
    target.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return target.address();
  }
}
