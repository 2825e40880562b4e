package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How a layer says that something below it is gone: by names in an archive (OCI image spec,
/// "Whiteouts"), by a device 0:0 and an attribute in a tree (overlayfs with `userxattr`).
final class Whiteouts {
  static final String PREFIX = ".wh.";
  static final String OPAQUE_NAME = ".wh..wh..opq";
  private static final String RESERVED_PREFIX = ".wh..wh.";
  private static final String OPAQUE_ATTRIBUTE = "user.overlay.opaque";
  private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

  private Whiteouts() {}

  /// Whether an attribute is overlayfs' own bookkeeping: from an archive it would rewire the mount,
  /// and in an archive it means nothing.
  static boolean isBookkeeping(String attribute) {
    return attribute.startsWith("user.overlay.") || attribute.startsWith("trusted.overlay.");
  }

  /// Whether a name cannot be a file's, since it means something else in an archive.
  static boolean isReserved(String name) {
    return name.startsWith(PREFIX);
  }

  static boolean isOpaque(Directory directory) throws IOException {
    byte[] value = directory.attribute("/", OPAQUE_ATTRIBUTE);
    return value != null && Arrays.equals(value, YES);
  }

  static void setOpaque(Directory directory, String path) throws IOException {
    directory.setAttribute(path, OPAQUE_ATTRIBUTE, YES);
  }

  static void makeWhiteout(Directory directory, String name) throws IOException {
    directory.makeNode(name, FileType.CHAR_DEVICE, 0, 0, 0);
  }

  /// The name that a whiteout entry removes.
  static String removed(String entry, String name) throws ArchiveException {
    String removed = name.substring(PREFIX.length());
    if (name.startsWith(RESERVED_PREFIX)
        || removed.isEmpty()
        || removed.equals(".")
        || removed.equals("..")) {
      throw new ArchiveException(entry, "it is no valid whiteout");
    }
    return removed;
  }
}
