package dev.kiln.engine.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The C library's calls on files. Each gives its result or the negated error number; it throws
/// only for a name that no call can take (too long, or with a NUL in it).
final class Libc {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int RENAME_NOREPLACE = 1;

  private static final int SYS_OPENAT2 = 437;
  private static final int RESOLVE_NO_MAGICLINKS = 0x02;
  private static final int RESOLVE_IN_ROOT = 0x10;
  private static final int STATX_BASIC_STATS = 0x7ff;

  private static final Call SYSCALL = Call.of("syscall");
  private static final Call OPENAT = Call.of("openat");
  private static final Call CLOSE = Call.of("close");
  private static final Call STATX = Call.of("statx");
  private static final Call MKDIRAT = Call.of("mkdirat");
  private static final Call MKNODAT = Call.of("mknodat");
  private static final Call SYMLINKAT = Call.of("symlinkat");
  private static final Call LINKAT = Call.of("linkat");
  private static final Call UNLINKAT = Call.of("unlinkat");
  private static final Call RENAMEAT2 = Call.of("renameat2");
  private static final Call READLINKAT = Call.of("readlinkat");
  private static final Call FCHOWNAT = Call.of("fchownat");
  private static final Call FCHMODAT = Call.of("fchmodat");
  private static final Call UTIMENSAT = Call.of("utimensat");
  private static final Call GETDENTS = Call.of("getdents64");
  private static final Call LLISTXATTR = Call.of("llistxattr");
  private static final Call LGETXATTR = Call.of("lgetxattr");
  private static final Call LSETXATTR = Call.of("lsetxattr");
  private static final Call FSETXATTR = Call.of("fsetxattr");
  private static final Call LREMOVEXATTR = Call.of("lremovexattr");

  private Libc() {}

  /// Opens a path with the directory as its root, links and ".." included.
  static int openInRoot(int dir, String path, int flags) throws IOException {
    Scratch s = Scratch.get();
    s.how.set(JAVA_LONG, 0, flags);
    s.how.set(JAVA_LONG, 8, 0);
    s.how.set(JAVA_LONG, 16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    return (int)
        SYSCALL.callLong(
            s, SYS_OPENAT2, dir, s.path(path), s.how.address(), Scratch.OPEN_HOW_SIZE, 0);
  }

  static int openat(int dir, String path, int flags, int mode) throws IOException {
    Scratch s = Scratch.get();
    return OPENAT.call(s, dir, s.path(path), flags, mode);
  }

  static int close(int fd) {
    return CLOSE.call(Scratch.get(), fd, 0, 0, 0);
  }

  /// Fills the thread's status buffer, never following a link.
  static int statx(int dir, String path) throws IOException {
    Scratch s = Scratch.get();
    return STATX.call(
        s,
        dir,
        s.path(path),
        path.isEmpty() ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW,
        STATX_BASIC_STATS,
        s.status.address(),
        0);
  }

  static int mkdirat(int dir, String name, int mode) throws IOException {
    Scratch s = Scratch.get();
    return MKDIRAT.call(s, dir, s.path(name), mode, 0);
  }

  static int mknodat(int dir, String name, int mode, int major, int minor) throws IOException {
    Scratch s = Scratch.get();
    return MKNODAT.call(s, dir, s.path(name), mode, device(major, minor));
  }

  static int symlinkat(String target, int dir, String name) throws IOException {
    Scratch s = Scratch.get();
    return SYMLINKAT.call(s, s.path(target), dir, s.secondPath(name), 0);
  }

  static int linkat(int fromDir, String from, int toDir, String to) throws IOException {
    Scratch s = Scratch.get();
    return LINKAT.call(s, fromDir, s.path(from), toDir, s.secondPath(to), 0, 0);
  }

  static int unlinkat(int dir, String name, int flags) throws IOException {
    Scratch s = Scratch.get();
    return UNLINKAT.call(s, dir, s.path(name), flags, 0);
  }

  static int renameat2(int fromDir, String from, int toDir, String to, int flags)
      throws IOException {
    Scratch s = Scratch.get();
    return RENAMEAT2.call(s, fromDir, s.path(from), toDir, s.secondPath(to), flags, 0);
  }

  /// Reads a link into the thread's content buffer and gives its length.
  static long readlinkat(int dir, String name) throws IOException {
    Scratch s = Scratch.get();
    return READLINKAT.callLong(s, dir, s.path(name), s.io().address(), Scratch.PATH_MAX);
  }

  static int fchownat(int dir, String name, int uid, int gid) throws IOException {
    Scratch s = Scratch.get();
    return FCHOWNAT.call(s, dir, s.path(name), uid, gid, AT_SYMLINK_NOFOLLOW, 0);
  }

  static int fchmodat(int dir, String name, int mode) throws IOException {
    Scratch s = Scratch.get();
    return FCHMODAT.call(s, dir, s.path(name), mode, AT_SYMLINK_NOFOLLOW);
  }

  static int utimensat(int dir, String name, long seconds, int nanos) throws IOException {
    Scratch s = Scratch.get();
    MemorySegment times = times(s, seconds, nanos);
    return UTIMENSAT.call(s, dir, s.path(name), times.address(), AT_SYMLINK_NOFOLLOW);
  }

  /// Fills the thread's content buffer with directory entries and gives how many bytes.
  static long getdents(int fd) {
    Scratch s = Scratch.get();
    return GETDENTS.callLong(s, fd, s.io().address(), Scratch.IO_SIZE, 0);
  }

  /// Fills the thread's content buffer with NUL-ended names and gives how many bytes.
  static long llistxattr(String path) throws IOException {
    Scratch s = Scratch.get();
    return LLISTXATTR.callLong(s, s.path(path), s.io().address(), Scratch.IO_SIZE, 0);
  }

  /// Fills the thread's content buffer with the value and gives its length.
  static long lgetxattr(String path, String name) throws IOException {
    Scratch s = Scratch.get();
    return LGETXATTR.callLong(
        s, s.path(path), s.secondPath(name), s.io().address(), Scratch.IO_SIZE);
  }

  static int lsetxattr(String path, String name, byte[] value) throws IOException {
    Scratch s = Scratch.get();
    MemorySegment.copy(
        MemorySegment.ofArray(value), 0, s.io(), 0, Math.min(value.length, Scratch.IO_SIZE));
    // a longer value is refused by the kernel before it is read
    return LSETXATTR.call(
        s, s.path(path), s.secondPath(name), s.io().address(), value.length, 0, 0);
  }

  static int fsetxattr(int fd, String name, byte[] value) throws IOException {
    Scratch s = Scratch.get();
    MemorySegment.copy(
        MemorySegment.ofArray(value), 0, s.io(), 0, Math.min(value.length, Scratch.IO_SIZE));
    return FSETXATTR.call(s, fd, s.path(name), s.io().address(), value.length, 0, 0);
  }

  static int lremovexattr(String path, String name) throws IOException {
    Scratch s = Scratch.get();
    return LREMOVEXATTR.call(s, s.path(path), s.secondPath(name), 0, 0);
  }

  /// A pair of `timespec`, access and modification, in the thread's status buffer.
  static MemorySegment times(Scratch s, long seconds, int nanos) {
    s.status.set(JAVA_LONG, 0, seconds);
    s.status.set(JAVA_LONG, 8, nanos);
    s.status.set(JAVA_LONG, 16, seconds);
    s.status.set(JAVA_LONG, 24, nanos);
    return s.status;
  }

  private static long device(int major, int minor) {
    long high = major & 0xFFFFFFFFL;
    long low = minor & 0xFFFFFFFFL;
    return ((high & 0xFFFFF000L) << 32)
        | ((high & 0xFFFL) << 8)
        | ((low & 0xFFFFFF00L) << 12)
        | (low & 0xFFL);
  }
}
