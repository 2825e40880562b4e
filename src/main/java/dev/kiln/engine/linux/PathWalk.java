package dev.kiln.engine.linux;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A path taken one component at a time beneath a root. It holds a descriptor for every directory
/// on the way, so ".." goes back to where it came from and never above the root.
final class PathWalk implements AutoCloseable {
  private static final int MAX_LINKS = 40;
  private static final int STEP = OpenFlags.PATH | OpenFlags.NO_FOLLOW | OpenFlags.CLOSE_ON_EXEC;

  private final int root;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> descriptors = new ArrayList<>();
  private final Deque<String> pending = new ArrayDeque<>();
  private int links;

  PathWalk(int root) {
    this.root = root;
  }

  /// Walks to the end of the path. When a component is missing the walk stops there and `step` can
  /// go on after it was made.
  ///
  /// @return 0, or the negated error number
  long to(String path, boolean followLast) throws IOException {
    push(path);
    while (!pending.isEmpty()) {
      long result = step(followLast);
      if (result < 0) {
        return result;
      }
    }
    return 0;
  }

  /// Puts a path's components before those still to be walked.
  void push(String path) {
    if (path.startsWith("/")) {
      leaveTo(0);
    }
    String[] parts = path.split("/", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!parts[i].isEmpty() && !parts[i].equals(".")) {
        pending.push(parts[i]);
      }
    }
  }

  boolean isDone() {
    return pending.isEmpty();
  }

  /// Walks one component; when it cannot, it is still pending.
  long step(boolean followLast) throws IOException {
    String name = pending.element();
    if (name.equals("..")) {
      pending.pop();
      leaveTo(names.size() - 1);
      return 0;
    }
    int fd = Libc.openat(current(), name, STEP, 0);
    if (fd < 0) {
      return fd;
    }
    boolean follow = followLast || pending.size() > 1;
    long length = follow ? Libc.readlinkat(fd, "") : -1;
    if (length < 0) {
      pending.pop();
      names.add(name);
      descriptors.add(fd);
      return 0;
    }
    Libc.close(fd);
    if (++links > MAX_LINKS) {
      return -Errno.ELOOP.number;
    }
    pending.pop();
    push(Scratch.text(Scratch.get().io(), 0, length));
    return 0;
  }

  /// The descriptor of where the walk stands.
  int current() {
    return descriptors.isEmpty() ? root : descriptors.getLast();
  }

  /// The descriptor of the directory that holds where the walk stands; the root holds itself.
  int parent() {
    return descriptors.size() < 2 ? root : descriptors.get(descriptors.size() - 2);
  }

  /// The name of where the walk stands, within `parent`.
  String name() {
    return names.isEmpty() ? "." : names.getLast();
  }

  /// The name that the next step takes.
  String next() {
    return pending.element();
  }

  /// Where the walk stands, and with what is still pending, as an absolute path in the root.
  String path(boolean withPending) {
    List<String> all = new ArrayList<>(names);
    if (withPending) {
      for (String name : pending) {
        if (!name.equals("..")) {
          all.add(name);
        } else if (!all.isEmpty()) {
          all.removeLast();
        }
      }
    }
    return "/" + String.join("/", all);
  }

  @Override
  public void close() {
    leaveTo(0);
  }

  private void leaveTo(int depth) {
    while (names.size() > Math.max(depth, 0)) {
      names.removeLast();
      Libc.close(descriptors.removeLast());
    }
  }
}
