package dev.kiln.engine.snapshot;

import dev.kiln.engine.archive.EntryCopy;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// Collects what differs between a tree and an index of it into a layer tree: changed files as they
/// are now, a whiteout for each name that is gone.
final class TreeDiff {
  private final Map<String, FileStatus> before;
  private final Map<String, FileStatus> now;
  private final Directory changes;
  private final EntryCopy copy;
  private final Map<String, FileStatus> directories = new TreeMap<>();

  private TreeDiff(FileIndex before, FileIndex now, Directory root, Directory changes) {
    this.before = before.files();
    this.now = now.files();
    this.changes = changes;
    this.copy = new EntryCopy(root, changes, EntryCopy.Ownership.KEPT);
  }

  /// Fills the empty directory `changes`.
  static void collect(FileIndex before, FileIndex now, Directory root, Directory changes)
      throws IOException {
    new TreeDiff(before, now, root, changes).collect();
  }

  private void collect() throws IOException {
    for (var entry : now.entrySet()) {
      if (!entry.getValue().equals(before.get(entry.getKey()))) {
        add(entry.getKey(), entry.getValue());
      }
    }
    String removed = null;
    for (String path : before.keySet()) {
      boolean belowRemoved = removed != null && path.startsWith(removed + "/");
      if (!now.containsKey(path) && !belowRemoved) {
        removed = path;
        removeIn(path);
      }
    }
    for (var directory : directories.entrySet()) {
      copy.copyMetadata(directory.getKey(), directory.getValue(), directory.getKey());
    }
  }

  private void add(String path, FileStatus status) throws IOException {
    addParents(path);
    if (status.isDirectory()) {
      addDirectory(path, status);
    } else {
      copy.copy(path, status, path);
    }
  }

  /// A name below something that is no directory any more is hidden by that already.
  private void removeIn(String path) throws IOException {
    var parent = parent(path);
    if (parent.isEmpty() || (now.containsKey(parent) && now.get(parent).isDirectory())) {
      addParents(path);
      changes.makeNode(path, FileType.CHAR_DEVICE, 0, 0, 0);
    }
  }

  private void addParents(String path) throws IOException {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      var parent = path.substring(0, slash);
      var status = now.get(parent);
      if (status == null) {
        throw new IOException("the file system changed while it was read: " + parent + " is gone");
      }
      addDirectory(parent, status);
    }
  }

  private void addDirectory(String path, FileStatus status) throws IOException {
    if (directories.put(path, status) == null) {
      changes.makeDirectory(path, 0700);
    }
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
