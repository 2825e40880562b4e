package dev.kiln.engine.archive;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// An entry of a tar archive as its header and PAX records say. Names and links are untrusted text
/// (`FileNames`), and only a regular file has content.
///
/// @param mode permissions with set-id and sticky bits, 07777
/// @param uid unsigned 32 bits
/// @param size of the content in bytes
/// @param linkName what a hard or symbolic link points at, else empty
/// @param attributes extended attributes by name, their values to the byte
public record TarEntry(
    String name,
    Type type,
    int mode,
    int uid,
    int gid,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    String linkName,
    int devMajor,
    int devMinor,
    Map<String, byte[]> attributes) {
  /// What an entry is, and the flag that says so (POSIX pax, "ustar Interchange Format").
  public enum Type {
    REGULAR('0'),
    HARD_LINK('1'),
    SYMLINK('2'),
    CHAR_DEVICE('3'),
    BLOCK_DEVICE('4'),
    DIRECTORY('5'),
    FIFO('6');

    final char flag;

    Type(char flag) {
      this.flag = flag;
    }
  }

  public TarEntry {
    attributes =
        attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(attributes));
  }
}
