package dev.kiln.engine.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A directory held by descriptor, in which every path is resolved: absolute paths and absolute
/// links mean inside it, ".." never leaves it, magic links of /proc are not followed. Untrusted
/// paths belong here and nowhere else.
///
/// Names are text by [FileNames]. Calls fail with [SystemCallException]. Open many files of one
/// directory through [#enter], since a single name needs no resolution. Safe for several threads
/// until it is closed.
public final class Directory implements AutoCloseable {
  private static final int HANDLE = OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOSE_ON_EXEC;

  private final Resolver resolver;
  private int fd;

  Directory(Resolver resolver, int fd) {
    this.resolver = resolver;
    this.fd = fd;
  }

  /// Opens a directory by a path of our own, which is followed as usual.
  public static Directory open(Path path) throws IOException {
    return open(path, Resolver.available());
  }

  static Directory open(Path path, Resolver resolver) throws IOException {
    int fd = Libc.openat(Libc.AT_FDCWD, path.toString(), HANDLE, 0);
    SystemCallException.check(fd, "open directory", path.toString());
    return new Directory(resolver, fd);
  }

  /// Opens a directory inside as a new root, following links.
  public Directory openDirectory(String path) throws IOException {
    return new Directory(resolver, openAt(path, HANDLE, "open directory"));
  }

  /// Opens a directory inside as a new root; its last component may not be a link.
  public Directory enter(String path) throws IOException {
    try (Place at = place(path)) {
      int child = Libc.openat(at.fd(), at.name(), HANDLE | OpenFlags.NO_FOLLOW, 0);
      SystemCallException.check(child, "open directory", path);
      return new Directory(resolver, child);
    }
  }

  /// Holds on to what a path means now, be it no directory, following links.
  public Pin pin(String path) throws IOException {
    return new Pin(openAt(path, OpenFlags.PATH | OpenFlags.CLOSE_ON_EXEC, "open"), path);
  }

  public int fd() {
    return fd;
  }

  /// A path to this very directory for calls that take no descriptor, such as `mount`; valid in
  /// this process while it is open.
  public Path procPath() {
    return Path.of("/proc/self/fd/" + fd);
  }

  /// The status of a path, following links inside; null when it does not exist.
  public @Nullable FileStatus status(String path) throws IOException {
    FileStatus status = linkStatus(path);
    if (status == null || !status.isSymlink()) {
      return status;
    }
    int opened = resolver.open(fd, path, OpenFlags.PATH | OpenFlags.CLOSE_ON_EXEC);
    if (Errno.ENOENT.is(opened) || Errno.ENOTDIR.is(opened)) {
      return null;
    }
    SystemCallException.check(opened, "open", path);
    try {
      return StatusCalls.ofDescriptor(opened, path);
    } finally {
      Libc.close(opened);
    }
  }

  /// The status of a path whose last component is not followed; null when it does not exist.
  public @Nullable FileStatus linkStatus(String path) throws IOException {
    try (Place at = place(path)) {
      return StatusCalls.ofName(at.fd(), at.name(), path);
    } catch (SystemCallException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  /// The names in a directory, sorted by their bytes.
  public List<String> names(String path) throws IOException {
    int listing =
        openAt(path, OpenFlags.READ | OpenFlags.DIRECTORY | OpenFlags.CLOSE_ON_EXEC, "list");
    try {
      return DirectoryEntries.sorted(listing, path);
    } finally {
      Libc.close(listing);
    }
  }

  /// Opens a regular file, following links inside.
  public FileInput read(String path) throws IOException {
    // without NO_BLOCK a pipe of that name would stop the builder
    int flags = OpenFlags.READ | OpenFlags.NO_BLOCK | OpenFlags.NO_TTY | OpenFlags.CLOSE_ON_EXEC;
    FileInput file = new FileInput(openAt(path, flags, "open"), path);
    FileType type = file.status().type();
    if (type == FileType.DIRECTORY) {
      file.close();
      throw new SystemCallException("read", path, Errno.EISDIR.number);
    }
    if (type != FileType.REGULAR) {
      file.close();
      throw new IOException("read " + path + ": not a regular file");
    }
    return file;
  }

  /// Makes a new file of exactly this mode; the name must be free.
  public FileOutput create(String path, int mode) throws IOException {
    int flags =
        OpenFlags.WRITE
            | OpenFlags.CREATE
            | OpenFlags.EXCLUSIVE
            | OpenFlags.NO_FOLLOW
            | OpenFlags.CLOSE_ON_EXEC;
    try (Place at = place(path)) {
      int opened = Libc.openat(at.fd(), at.name(), flags, mode);
      SystemCallException.check(opened, "create", path);
      FileOutput file = new FileOutput(opened, path);
      if (Umask.changes(mode)) {
        file.setMode(mode);
      }
      return file;
    }
  }

  /// Makes a directory of exactly this mode; the name must be free.
  public void makeDirectory(String path, int mode) throws IOException {
    try (Place at = place(path)) {
      makeDirectory(at.fd(), at.name(), mode, path);
    }
  }

  /// Makes the directories of a path that are missing, following links on the way, even to where
  /// nothing is yet.
  ///
  /// @return those that were made, as absolute paths inside, outermost first
  public List<String> makeDirectories(String path, int mode) throws IOException {
    List<String> made = new ArrayList<>();
    try (PathWalk walk = new PathWalk(fd)) {
      walk.push(path);
      while (!walk.isDone()) {
        long result = walk.step(true);
        if (Errno.ENOENT.is(result)) {
          makeDirectory(walk.current(), walk.next(), mode, path);
          result = walk.step(true);
          made.add(walk.path(false));
        }
        SystemCallException.check(result, "make directories", path);
      }
      if (!StatusCalls.ofDescriptor(walk.current(), path).isDirectory()) {
        throw new SystemCallException("make directories", path, Errno.ENOTDIR.number);
      }
    }
    return List.copyOf(made);
  }

  /// As above; those that are made belong to the owner.
  public List<String> makeDirectories(String path, int mode, int uid, int gid) throws IOException {
    List<String> made = makeDirectories(path, mode);
    for (String directory : made) {
      setOwner(directory, uid, gid);
    }
    return made;
  }

  private static void makeDirectory(int dir, String name, int mode, String path)
      throws IOException {
    SystemCallException.check(Libc.mkdirat(dir, name, mode), "make directory", path);
    if (Umask.changes(mode)) {
      SystemCallException.check(Libc.fchmodat(dir, name, mode), "change mode of", path);
    }
  }

  public void symlink(String target, String path) throws IOException {
    try (Place at = place(path)) {
      SystemCallException.check(
          Libc.symlinkat(target, at.fd(), at.name()), "make symbolic link", path);
    }
  }

  /// Makes a hard link; when `existing` is a symbolic link, to that link.
  public void link(String existing, String path) throws IOException {
    try (Place from = place(existing);
        Place to = place(path)) {
      SystemCallException.check(
          Libc.linkat(from.fd(), from.name(), to.fd(), to.name()),
          "link " + existing + " as",
          path);
    }
  }

  /// Makes a device, pipe or socket of exactly this mode.
  public void makeNode(String path, FileType type, int mode, int major, int minor)
      throws IOException {
    try (Place at = place(path)) {
      SystemCallException.check(
          Libc.mknodat(at.fd(), at.name(), type.bits | mode, major, minor), "make node", path);
      if (Umask.changes(mode)) {
        SystemCallException.check(Libc.fchmodat(at.fd(), at.name(), mode), "change mode of", path);
      }
    }
  }

  /// Removes a file, a link or an empty directory.
  public void remove(String path) throws IOException {
    try (Place at = place(path)) {
      int result = Libc.unlinkat(at.fd(), at.name(), 0);
      if (Errno.EISDIR.is(result)) {
        result = Libc.unlinkat(at.fd(), at.name(), Libc.AT_REMOVEDIR);
      }
      SystemCallException.check(result, "remove", path);
    }
  }

  /// Removes a name and all below it, never following links; nothing when it does not exist.
  public void removeTree(String path) throws IOException {
    try (Place at = place(path)) {
      if (at.name().equals(".")) {
        throw new SystemCallException("remove", path, Errno.EBUSY.number);
      }
      TreeRemoval.remove(at, path);
    }
  }

  /// Removes all below this directory, never following links.
  public void clear() throws IOException {
    TreeRemoval.clear(fd, "/");
  }

  /// Moves a name, replacing what `to` named.
  public void rename(String from, String to) throws IOException {
    rename(from, this, to);
  }

  /// Moves a name into another directory on the same file system, replacing what `to` named.
  public void rename(String from, Directory directory, String to) throws IOException {
    try (Place source = place(from);
        Place target = directory.place(to)) {
      SystemCallException.check(
          Libc.renameat2(source.fd(), source.name(), target.fd(), target.name(), 0),
          "rename " + from + " to",
          to);
    }
  }

  /// Moves a name into a directory unless the name is taken there; of several that try at once, in
  /// whatever process, exactly one wins.
  ///
  /// @return whether it moved
  public boolean renameNoReplace(String from, Directory directory, String to) throws IOException {
    try (Place source = place(from);
        Place target = directory.place(to)) {
      int result =
          Libc.renameat2(
              source.fd(), source.name(), target.fd(), target.name(), Libc.RENAME_NOREPLACE);
      if (!Errno.EEXIST.is(result)) {
        SystemCallException.check(result, "rename " + from + " to", to);
      }
      return result == 0;
    }
  }

  /// Changes the owner, not following a link; this clears set-id bits.
  public void setOwner(String path, int uid, int gid) throws IOException {
    try (Place at = place(path)) {
      SystemCallException.check(
          Libc.fchownat(at.fd(), at.name(), uid, gid), "change owner of", path);
    }
  }

  /// Changes the mode; a symbolic link has none that can change.
  public void setMode(String path, int mode) throws IOException {
    try (Place at = place(path)) {
      SystemCallException.check(Libc.fchmodat(at.fd(), at.name(), mode), "change mode of", path);
    }
  }

  /// Sets access and modification time, not following a link.
  public void setTimes(String path, long seconds, int nanos) throws IOException {
    try (Place at = place(path)) {
      SystemCallException.check(
          Libc.utimensat(at.fd(), at.name(), seconds, nanos), "set times of", path);
    }
  }

  /// The extended attributes, sorted, not following a link.
  public Map<String, byte[]> attributes(String path) throws IOException {
    try (Place at = place(path)) {
      return Attributes.all(at.procPath(), path);
    }
  }

  /// One extended attribute, not following a link; null when it is not set.
  public byte @Nullable [] attribute(String path, String name) throws IOException {
    try (Place at = place(path)) {
      return Attributes.one(at.procPath(), name, path);
    }
  }

  public void setAttribute(String path, String name, byte[] value) throws IOException {
    try (Place at = place(path)) {
      Attributes.set(at.procPath(), name, value, path);
    }
  }

  /// Takes an extended attribute away; nothing when it is not set.
  public void removeAttribute(String path, String name) throws IOException {
    try (Place at = place(path)) {
      Attributes.remove(at.procPath(), name, path);
    }
  }

  public String readLink(String path) throws IOException {
    try (Place at = place(path)) {
      long length = Libc.readlinkat(at.fd(), at.name());
      SystemCallException.check(length, "read link", path);
      return Scratch.text(Scratch.get().io(), 0, length);
    }
  }

  /// The absolute path inside without links that a path means; what does not exist is kept as it
  /// is.
  public String resolve(String path) throws IOException {
    try (PathWalk walk = new PathWalk(fd)) {
      long result = walk.to(path, true);
      if (Errno.ENOENT.is(result)) {
        return walk.path(true);
      }
      SystemCallException.check(result, "resolve", path);
      return walk.path(false);
    }
  }

  private int openAt(String path, int flags, String call) throws IOException {
    int opened = resolver.open(fd, path.isEmpty() ? "." : path, flags);
    return (int) SystemCallException.check(opened, call, path);
  }

  private Place place(String path) throws IOException {
    return Place.of(resolver, fd, path);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }
}
