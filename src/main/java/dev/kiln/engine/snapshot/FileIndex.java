package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// The status of every file of a tree, taken before a step so that what it changed can be found
/// after. The change time, which no program can set, tells even of an edit that put the
/// modification time back.
final class FileIndex {
  private final TreeMap<String, FileStatus> files = new TreeMap<>();

  static FileIndex of(Directory root) throws IOException {
    var index = new FileIndex();
    index.add(root, "");
    return index;
  }

  private void add(Directory directory, String path) throws IOException {
    for (String name : directory.names(".")) {
      var status = directory.linkStatus(name);
      if (status == null) {
        continue;
      }
      files.put(path + "/" + name, status);
      if (status.isDirectory()) {
        try (var child = directory.enter(name)) {
          add(child, path + "/" + name);
        }
      }
    }
  }

  Map<String, FileStatus> files() {
    return files;
  }
}
