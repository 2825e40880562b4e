package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What stands in a step's root file system only while the step runs: mount points, device nodes,
/// name files. Closing it puts everything back as it was, the directories' times too, except what
/// the step itself changed beside it. Each change is undone through the directory's descriptor, so
/// that a step which moves or links directories about leads nothing astray.
final class Scaffold implements AutoCloseable {
  private final Directory root;
  private final Deque<Change> changes = new ArrayDeque<>();

  /// One name that was put into a directory.
  ///
  /// @param before the directory's status before that
  /// @param after its status right after that: still the same times if the step changed nothing
  /// @param saved under which name lies what had the name before
  private record Change(
      Directory parent,
      String name,
      boolean directory,
      FileStatus before,
      FileStatus after,
      @Nullable String saved) {}

  Scaffold(Directory root) {
    this.root = root;
  }

  /// Makes a directory and those above it unless they are there.
  ///
  /// @return the path inside without links
  String directory(String path) throws IOException {
    return directory(path, 0755);
  }

  String directory(String path, int mode) throws IOException {
    String real = root.resolve(path);
    FileStatus status = root.status(real);
    if (status == null) {
      add(real, true, (parent, name) -> parent.makeDirectory(name, mode));
    } else if (!status.isDirectory()) {
      throw new SandboxException(
          "cannot mount on " + path + ": it is no directory in the step's root file system");
    }
    return real;
  }

  /// Makes an empty file unless there is a file.
  ///
  /// @return the path inside without links
  String file(String path) throws IOException {
    String real = root.resolve(path);
    FileStatus status = root.status(real);
    if (status == null) {
      add(real, false, (parent, name) -> parent.create(name, 0644).close());
    } else if (status.isDirectory()) {
      throw new SandboxException(
          "cannot mount on " + path + ": it is a directory in the step's root file system");
    }
    return real;
  }

  /// Lets a file have this content, in place of what it is now.
  void content(String path, String text) throws IOException {
    replace(
        path,
        (parent, name) -> {
          try (FileOutput file = parent.create(name, 0644)) {
            file.write(text.getBytes(StandardCharsets.ISO_8859_1));
          }
        });
  }

  /// Makes a device that everyone may use, unless the name is taken.
  void device(String path, int major, int minor) throws IOException {
    if (root.linkStatus(path) == null) {
      add(path, false, (parent, name) -> node(parent, name, major, minor));
    }
  }

  private static void node(Directory parent, String name, int major, int minor) throws IOException {
    parent.makeNode(name, FileType.CHAR_DEVICE, 0666, major, minor);
  }

  /// Lets everyone write a file that is thrown away, in place of what has the name now.
  void scratchFile(String path) throws IOException {
    replace(path, (parent, name) -> parent.create(name, 0666).close());
  }

  /// The new file is made under another name first, so that a failure leaves the old one alone.
  private void replace(String path, Maker maker) throws IOException {
    if (root.linkStatus(path) == null) {
      add(path, false, maker);
      return;
    }
    String name = nameOf(path);
    String unique = ".kiln-" + Long.toUnsignedString(System.nanoTime(), 36) + "-";
    String saved = unique + name;
    String made = unique + "new-" + name;
    Directory parent = root.openDirectory(parentOf(path));
    try {
      FileStatus before = statusOf(parent);
      maker.make(parent, made);
      parent.rename(name, saved);
      parent.rename(made, name);
      changes.push(new Change(parent, name, false, before, statusOf(parent), saved));
    } catch (IOException e) {
      parent.close();
      throw e;
    }
  }

  private void add(String path, boolean directory, Maker maker) throws IOException {
    String above = parentOf(path);
    if (!above.equals("/")) {
      directory(above);
    }
    Directory parent = root.openDirectory(above);
    try {
      FileStatus before = statusOf(parent);
      maker.make(parent, nameOf(path));
      changes.push(new Change(parent, nameOf(path), directory, before, statusOf(parent), null));
    } catch (IOException e) {
      parent.close();
      throw e;
    }
  }

  /// Puts back what was.
  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!changes.isEmpty()) {
      Change change = changes.pop();
      try (Directory parent = change.parent()) {
        undo(change, parent);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void undo(Change change, Directory parent) throws IOException {
    FileStatus now = statusOf(parent);
    boolean untouched =
        now.mtimeSeconds() == change.after().mtimeSeconds()
            && now.mtimeNanos() == change.after().mtimeNanos();
    if (!remove(change, parent)) {
      return;
    }
    if (change.saved() != null) {
      parent.rename(change.saved(), change.name());
    }
    FileStatus times = untouched ? change.before() : now;
    parent.setTimes(".", times.mtimeSeconds(), times.mtimeNanos());
  }

  /// Removes what was made.
  ///
  /// @return whether the directory changed by it: not when the step has put something into it, or
  ///   has removed it itself
  private static boolean remove(Change change, Directory parent) throws IOException {
    try {
      FileStatus made = parent.linkStatus(change.name());
      if (made == null) {
        return change.saved() != null;
      }
      if (made.isDirectory() && !change.directory()) {
        parent.removeTree(change.name());
      } else {
        parent.remove(change.name());
      }
      return true;
    } catch (SystemCallException e) {
      if (change.directory() && e.isExists()) {
        return false;
      }
      throw e;
    }
  }

  private static FileStatus statusOf(Directory directory) throws IOException {
    FileStatus status = directory.linkStatus(".");
    if (status == null) {
      throw new IOException("a directory of the step's root vanished");
    }
    return status;
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Makes one new name in a directory.
  @FunctionalInterface
  private interface Maker {
    void make(Directory parent, String name) throws IOException;
  }
}
