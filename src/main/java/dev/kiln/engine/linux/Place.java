package dev.kiln.engine.linux;

import java.io.IOException;

/// A path resolved up to its last component: a descriptor of the directory, and a name in it that
/// calls take without following. The directory itself is the name ".".
record Place(int fd, boolean owned, String name) implements AutoCloseable {
  private static final int DIRECTORY =
      OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOSE_ON_EXEC;

  static Place of(Resolver resolver, int root, String path) throws IOException {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    int start = path.lastIndexOf('/', end - 1) + 1;
    String name = path.substring(start, end);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return isRoot(path) ? new Place(root, false, ".") : open(resolver, root, path, ".");
    }
    String parent = path.substring(0, start);
    return isRoot(parent) ? new Place(root, false, name) : open(resolver, root, parent, name);
  }

  private static Place open(Resolver resolver, int root, String directory, String name)
      throws IOException {
    int fd = resolver.open(root, directory, DIRECTORY);
    SystemCallException.check(fd, "open directory", directory);
    return new Place(fd, true, name);
  }

  private static boolean isRoot(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) != '/') {
        return path.equals(".");
      }
    }
    return true;
  }

  /// A path by which calls that know no descriptors reach the name; only the name in it is not
  /// followed by calls that do not follow.
  String procPath() {
    return "/proc/self/fd/" + fd + "/" + name;
  }

  @Override
  public void close() {
    if (owned) {
      Libc.close(fd);
    }
  }
}
