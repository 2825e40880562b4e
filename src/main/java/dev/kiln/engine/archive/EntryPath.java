package dev.kiln.engine.archive;

import dev.kiln.engine.linux.FileNames;
import java.util.ArrayList;
import java.util.List;

/// An entry's name taken apart: the directory, relative to the root, and the name in it. Absolute
/// names mean inside; names with ".." are refused whether or not they would leave.
///
/// @param parent without slashes around it, empty for the root
/// @param name empty for the root itself
record EntryPath(String parent, String name) {
  private static final int LONGEST = 4095;

  static EntryPath parse(String entry) throws ArchiveException {
    if (entry.length() > LONGEST || FileNames.encode(entry).length > LONGEST) {
      throw new ArchiveException(entry, "its path is longer than " + LONGEST + " bytes");
    }
    List<String> parts = new ArrayList<>();
    for (String part : entry.split("/", -1)) {
      if (part.equals("..")) {
        throw new ArchiveException(entry, "its path has '..' in it");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      if (entry.isEmpty()) {
        throw new ArchiveException(entry, "it has no name");
      }
      return new EntryPath("", "");
    }
    String name = parts.removeLast();
    return new EntryPath(String.join("/", parts), name);
  }

  boolean isRoot() {
    return name.isEmpty();
  }

  String full() {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  /// Whether a directory on the way has a name that only a whiteout may have.
  boolean isBelowReserved() {
    return Whiteouts.isReserved(parent) || parent.contains("/" + Whiteouts.PREFIX);
  }
}
