package dev.kiln.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reads `struct linux_dirent64`.
final class DirectoryEntries {
  private static final int RECORD_LENGTH = 16;
  private static final int NAME = 19;

  private DirectoryEntries() {}

  /// The names of a directory without "." and "..", sorted by their bytes.
  ///
  /// @param fd an open directory that may be read, at its start
  static List<String> sorted(int fd, String path) throws IOException {
    List<String> names = new ArrayList<>();
    long filled;
    while ((filled = SystemCallException.check(Libc.getdents(fd), "list", path)) > 0) {
      MemorySegment buffer = Scratch.get().io();
      int length;
      for (long at = 0; at < filled; at += length) {
        length = Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + RECORD_LENGTH));
        String name = name(buffer, at + NAME);
        if (!name.equals(".") && !name.equals("..")) {
          names.add(name);
        }
      }
    }
    names.sort(FileNames.BY_BYTES);
    return names;
  }

  private static String name(MemorySegment buffer, long start) {
    long end = start;
    while (buffer.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return Scratch.text(buffer, start, end - start);
  }
}
