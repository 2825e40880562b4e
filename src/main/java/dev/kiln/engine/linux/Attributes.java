package dev.kiln.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Extended attributes of a name that is not followed.
final class Attributes {
  private Attributes() {}

  static Map<String, byte[]> all(String procPath, String path) throws IOException {
    long length = Libc.llistxattr(procPath);
    if (length == 0 || Errno.EOPNOTSUPP.is(length)) {
      return Map.of();
    }
    SystemCallException.check(length, "list attributes of", path);
    String names = Scratch.text(Scratch.get().io(), 0, length);
    Map<String, byte[]> all = new TreeMap<>(FileNames.BY_BYTES);
    int start = 0;
    while (start < names.length()) {
      int end = names.indexOf('\0', start);
      String name = names.substring(start, end);
      byte[] value = one(procPath, name, path);
      if (value != null) {
        all.put(name, value);
      }
      start = end + 1;
    }
    return all;
  }

  static byte @Nullable [] one(String procPath, String name, String path) throws IOException {
    long length = Libc.lgetxattr(procPath, name);
    if (Errno.ENODATA.is(length) || Errno.EOPNOTSUPP.is(length)) {
      return null;
    }
    SystemCallException.check(length, "read attribute " + name + " of", path);
    byte[] value = new byte[(int) length];
    MemorySegment.copy(Scratch.get().io(), JAVA_BYTE, 0, value, 0, value.length);
    return value;
  }

  static void set(String procPath, String name, byte[] value, String path) throws IOException {
    SystemCallException.check(
        Libc.lsetxattr(procPath, name, value), "set attribute " + name + " on", path);
  }

  static void setOpen(int fd, String name, byte[] value, String path) throws IOException {
    SystemCallException.check(
        Libc.fsetxattr(fd, name, value), "set attribute " + name + " on", path);
  }

  static void remove(String procPath, String name, String path) throws IOException {
    int result = Libc.lremovexattr(procPath, name);
    if (!Errno.ENODATA.is(result)) {
      SystemCallException.check(result, "remove attribute " + name + " of", path);
    }
  }
}
