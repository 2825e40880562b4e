package dev.kiln.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Mounts in this process' mount namespace. Targets and sources that come from an image are given
/// as the `procPath` of a [Pin] or [Directory], never as a path of text.
public final class Mounts {
  private static final Call MOUNT = Call.of("mount");
  private static final Call UMOUNT = Call.of("umount2");
  private static final Call SYSCALL = Call.of("syscall");
  private static final int SYS_OPEN_TREE = 428;
  private static final int SYS_MOVE_MOUNT = 429;
  private static final int SYS_MOUNT_SETATTR = 442;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int MOVE_FROM_EMPTY_PATH = 0x04;
  private static final int MOVE_TO_FOLLOWING = 0x10;
  private static final int MOUNT_ATTR_SIZE = 32;
  private static final long MOUNT_ATTR_RDONLY = 1;
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_NOEXEC = 8;
  private static final long MS_BIND = 4096;
  private static final long MS_REC = 16384;
  private static final long MS_PRIVATE = 1 << 18;
  private static final int MNT_DETACH = 2;
  private static final int MAX_DATA = 4095;

  private Mounts() {}

  /// Mounts layers above each other. Directories are named by descriptor, so neither their paths'
  /// length nor a colon or comma in them matters.
  ///
  /// @param lowersTopFirst at least one; two without an upper
  /// @param upper takes the changes, in overlay's own format; null for a read-only mount
  /// @param work an empty directory beside `upper`; null together with it
  /// @throws IllegalArgumentException when there are more layers than one mount takes (about 200)
  public static void overlay(
      List<Directory> lowersTopFirst,
      @Nullable Directory upper,
      @Nullable Directory work,
      Path target)
      throws IOException {
    StringBuilder options = new StringBuilder("userxattr,lowerdir=");
    options.append(
        lowersTopFirst.stream()
            .map(lower -> lower.procPath().toString())
            .collect(Collectors.joining(":")));
    if (upper != null && work != null) {
      options.append(",upperdir=").append(upper.procPath());
      options.append(",workdir=").append(work.procPath());
    }
    if (options.length() > MAX_DATA) {
      throw new IllegalArgumentException(
          lowersTopFirst.size() + " layers are more than one overlay mount takes");
    }
    mount("overlay", "overlay", target, 0, options.toString());
  }

  /// Makes a file or directory appear at the target, with what is mounted below it.
  public static void bind(Path source, Path target) throws IOException {
    mount(source.toString(), null, target, MS_BIND | MS_REC, null);
  }

  /// As [#bind]; nothing can be changed through the target, at no moment.
  public static void bindReadOnly(Path source, Path target) throws IOException {
    Scratch s = Scratch.get();
    long tree =
        SYSCALL.callLong(
            s,
            SYS_OPEN_TREE,
            Libc.AT_FDCWD,
            s.path(source.toString()),
            OPEN_TREE_CLONE | OpenFlags.CLOSE_ON_EXEC | AT_RECURSIVE,
            0,
            0);
    SystemCallException.check(tree, "bind", source.toString());
    try {
      makeReadOnly(tree, source);
      long result =
          SYSCALL.callLong(
              s,
              SYS_MOVE_MOUNT,
              tree,
              s.path(""),
              Libc.AT_FDCWD,
              s.secondPath(target.toString()),
              MOVE_FROM_EMPTY_PATH | MOVE_TO_FOLLOWING);
      SystemCallException.check(result, "mount bind " + source + " on", target.toString());
    } finally {
      Libc.close((int) tree);
    }
  }

  /// Unlike a remount this leaves alone the flags that a user namespace may not clear.
  private static void makeReadOnly(long tree, Path source) throws IOException {
    Scratch s = Scratch.get();
    s.status.fill((byte) 0);
    s.status.set(JAVA_LONG, 0, MOUNT_ATTR_RDONLY);
    long result =
        SYSCALL.callLong(
            s,
            SYS_MOUNT_SETATTR,
            tree,
            s.path(""),
            Libc.AT_EMPTY_PATH | AT_RECURSIVE,
            s.status.address(),
            MOUNT_ATTR_SIZE);
    SystemCallException.check(result, "make read-only the mount of", source.toString());
  }

  /// Mounts an empty file system in memory, without set-id programs and devices.
  ///
  /// @param size in bytes, or 0 for the kernel's default of half the memory
  public static void tmpfs(Path target, long size, int mode) throws IOException {
    String options = "mode=" + Integer.toOctalString(mode) + (size > 0 ? ",size=" + size : "");
    mount("tmpfs", "tmpfs", target, MS_NOSUID | MS_NODEV, options);
  }

  /// Mounts the process table of this process' pid namespace.
  public static void proc(Path target) throws IOException {
    mount("proc", "proc", target, MS_NOSUID | MS_NODEV | MS_NOEXEC, null);
  }

  /// Keeps what is mounted from here on from appearing in other namespaces.
  public static void makeRootPrivate() throws IOException {
    mount("none", null, Path.of("/"), MS_REC | MS_PRIVATE, null);
  }

  /// Takes a mount away. The path must lead to it now: a pin from before the mount means what the
  /// mount hides.
  ///
  /// @param detach at once, even while it is in use
  public static void unmount(Path target, boolean detach) throws IOException {
    Scratch s = Scratch.get();
    int result = UMOUNT.call(s, s.path(target.toString()), detach ? MNT_DETACH : 0, 0, 0);
    SystemCallException.check(result, "unmount", target.toString());
  }

  private static void mount(
      String source, @Nullable String type, Path target, long flags, @Nullable String options)
      throws IOException {
    Scratch s = Scratch.get();
    String path = target.toString();
    int result =
        MOUNT.call(
            s,
            s.path(source),
            s.secondPath(path),
            type == null ? 0 : s.thirdPath(type),
            flags,
            options == null ? 0 : s.fourthPath(options),
            0);
    String what = type == null ? "bind " + source : type;
    SystemCallException.check(result, "mount " + what + " on", path);
  }
}
