package dev.kiln.engine.linux;

/// What `statx` tells of a file.
///
/// @param mode permissions with set-id and sticky bits, 07777
/// @param mtimeSeconds modification time since the epoch, may be negative
/// @param device the file system it is on, which with `inode` names the file
/// @param rdevMajor of the device that it stands for, when it is a device
/// @param ctimeSeconds change time since the epoch; no process can set it back
public record FileStatus(
    FileType type,
    int mode,
    int uid,
    int gid,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    int links,
    long device,
    long inode,
    int rdevMajor,
    int rdevMinor,
    long ctimeSeconds,
    int ctimeNanos) {
  public boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  public boolean isRegular() {
    return type == FileType.REGULAR;
  }

  public boolean isSymlink() {
    return type == FileType.SYMLINK;
  }

  /// Whether it is overlayfs' mark for a name that the layer removes: a character device 0:0.
  public boolean isWhiteout() {
    return type == FileType.CHAR_DEVICE && rdevMajor == 0 && rdevMinor == 0;
  }
}
