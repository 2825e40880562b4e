package dev.kiln.engine.linux;

import java.io.IOException;

/// A system call that the kernel refused, told as `mount overlay on /x: Operation not permitted
/// (EPERM)`.
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /// @param call what was tried, in words that read well before the path
  /// @param path what it was tried on
  /// @param errno the kernel's error number, positive
  public SystemCallException(String call, String path, int errno) {
    super(call + " " + path + ": " + Errno.describe(errno));
    this.errno = errno;
  }

  /// The kernel's error number.
  public int errno() {
    return errno;
  }

  /// Whether something on the path does not exist.
  public boolean isNotFound() {
    return errno == Errno.ENOENT.number || errno == Errno.ENOTDIR.number;
  }

  /// Whether the path itself can lead nowhere: through a file, in a circle, or too far.
  public boolean isUnusablePath() {
    return errno == Errno.ENOTDIR.number
        || errno == Errno.ELOOP.number
        || errno == Errno.ENAMETOOLONG.number;
  }

  /// Whether the process lacks the right, be it a capability, a mode or an id that is not mapped.
  public boolean isNotPermitted() {
    return errno == Errno.EPERM.number || errno == Errno.EACCES.number;
  }

  /// Whether the disk or a quota is full.
  public boolean isNoSpace() {
    return errno == Errno.ENOSPC.number || errno == Errno.EDQUOT.number;
  }

  /// Whether the name is already taken.
  public boolean isExists() {
    return errno == Errno.EEXIST.number || errno == Errno.ENOTEMPTY.number;
  }

  /// Whether the file system or the kernel does not have the operation, or not with this value.
  public boolean isUnsupported() {
    return errno == Errno.EOPNOTSUPP.number
        || errno == Errno.ENOSYS.number
        || errno == Errno.EINVAL.number;
  }

  /// Gives a call's result, or throws when it is a negated error number.
  static long check(long result, String call, String path) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, path, (int) -result);
    }
    return result;
  }
}
