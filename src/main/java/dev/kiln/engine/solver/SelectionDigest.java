package dev.kiln.engine.solver;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.oci.Digest;
import java.io.IOException;
import java.util.List;

/// The digest of what a copy from the context takes: names, types, modes, link targets, extended
/// attributes and bytes; no times, and no owners, since a context has none.
final class SelectionDigest {
  private static final int BUFFER = 1 << 17;

  private final FileSource source;
  private final KeyHasher hasher = new KeyHasher();
  private final byte[] buffer = new byte[BUFFER];

  private SelectionDigest(FileSource source) {
    this.source = source;
  }

  static Digest of(FileSource source, List<Selection.Item> items) throws IOException {
    var digest = new SelectionDigest(source);
    for (Selection.Item item : items) {
      digest.add(item);
    }
    return digest.hasher.digest();
  }

  private void add(Selection.Item item) throws IOException {
    if (item.status().isDirectory()) {
      hasher.field("directory").field(item.name());
      try (var directory = source.root().openDirectory(item.path())) {
        addEntries(directory, item.relativePath());
      }
    } else {
      try (var parent = source.root().openDirectory(parent(item.path()))) {
        addEntry(parent, last(item.path()), item.name(), item.relativePath(), item.status());
      }
    }
  }

  private void addEntries(Directory directory, String path) throws IOException {
    for (String name : directory.names(".")) {
      var status = directory.linkStatus(name);
      var child = path.isEmpty() ? name : path + "/" + name;
      if (status != null && source.shows(child, status.isDirectory())) {
        addEntry(directory, name, name, child, status);
      }
    }
    hasher.field("end");
  }

  private void addEntry(
      Directory directory, String name, String shownName, String path, FileStatus status)
      throws IOException {
    hasher.field(shownName).field(status.type().name()).field(Integer.toOctalString(status.mode()));
    for (var attribute : directory.attributes(name).entrySet()) {
      hasher.field(attribute.getKey()).field(attribute.getValue());
    }
    switch (status.type()) {
      case DIRECTORY -> {
        try (var child = directory.enter(name)) {
          addEntries(child, path);
        }
      }
      case SYMLINK -> hasher.field(directory.readLink(name));
      case REGULAR -> addContent(directory, name, status.size());
      case CHAR_DEVICE, BLOCK_DEVICE -> hasher.field(status.rdevMajor() + ":" + status.rdevMinor());
      case FIFO, SOCKET -> {}
    }
  }

  private void addContent(Directory directory, String name, long size) throws IOException {
    hasher.field(Long.toString(size));
    var content = Digest.newSha256();
    try (var input = directory.read(name)) {
      for (int count; (count = input.read(buffer, 0, buffer.length)) >= 0; ) {
        content.update(buffer, 0, count);
      }
    }
    hasher.field(content.digest());
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
