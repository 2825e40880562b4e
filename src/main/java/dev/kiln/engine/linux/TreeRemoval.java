package dev.kiln.engine.linux;

import java.io.IOException;
import java.util.List;

/// Removes what is below a name without following anything. A tree may be deeper than descriptors
/// or the stack allow, as a hostile step can make it: what lies too deep is moved up and removed
/// there.
final class TreeRemoval {
  private static final int MAX_DEPTH = 64;
  private static final int LISTING =
      OpenFlags.READ | OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW | OpenFlags.CLOSE_ON_EXEC;

  private final int top;
  private final String path;
  private int moved;

  private TreeRemoval(int top, String path) {
    this.top = top;
    this.path = path;
  }

  /// Removes a name and all below it; does nothing when it does not exist.
  static void remove(Place place, String path) throws IOException {
    new TreeRemoval(place.fd(), path).remove(place.fd(), place.name(), 0);
  }

  /// Removes all below a directory, which stays.
  static void clear(int directory, String path) throws IOException {
    new TreeRemoval(directory, path).removeEntries(directory, ".", 0);
  }

  private void remove(int dir, String name, int depth) throws IOException {
    int result = Libc.unlinkat(dir, name, 0);
    if (result == 0 || Errno.ENOENT.is(result)) {
      return;
    }
    if (!Errno.EISDIR.is(result)) {
      SystemCallException.check(result, "remove", path);
    }
    if (Libc.unlinkat(dir, name, Libc.AT_REMOVEDIR) == 0) {
      return;
    }
    removeEntries(dir, name, depth);
    result = Libc.unlinkat(dir, name, Libc.AT_REMOVEDIR);
    if (!Errno.ENOENT.is(result)) {
      SystemCallException.check(result, "remove directory", path);
    }
  }

  private void removeEntries(int dir, String name, int depth) throws IOException {
    int fd = open(dir, name);
    if (Errno.ENOENT.is(fd)) {
      return;
    }
    SystemCallException.check(fd, "open directory", path);
    try {
      for (String child : entries(fd)) {
        if (depth < MAX_DEPTH) {
          remove(fd, child, depth + 1);
        } else {
          removeFromTop(fd, child);
        }
      }
    } finally {
      Libc.close(fd);
    }
  }

  private int open(int dir, String name) throws IOException {
    int fd = Libc.openat(dir, name, LISTING, 0);
    if (Errno.EACCES.is(fd)) {
      // an owner without capabilities may still have taken the permission from itself
      SystemCallException.check(Libc.fchmodat(dir, name, 0700), "open directory", path);
      return Libc.openat(dir, name, LISTING, 0);
    }
    return fd;
  }

  private List<String> entries(int fd) throws IOException {
    return DirectoryEntries.sorted(fd, path);
  }

  /// Iterates where `remove` would recurse: each level's directory goes up beside the top in turn.
  private void removeFromTop(int fd, String child) throws IOException {
    if (Libc.unlinkat(fd, child, 0) == 0) {
      return;
    }
    String name = ".kiln-removed-" + ProcessHandle.current().pid() + "-" + moved++;
    SystemCallException.check(
        Libc.renameat2(fd, child, top, name, Libc.RENAME_NOREPLACE), "remove", path);
    remove(top, name, 0);
  }
}
