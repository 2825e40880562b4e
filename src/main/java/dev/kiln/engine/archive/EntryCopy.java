package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies files one by one from one directory into another, each with its owner, mode, times,
/// extended attributes and, among those copied by one instance, its hard links.
public final class EntryCopy {
  private final Directory from;
  private final Directory to;
  private final Ownership ownership;
  private final Map<String, String> linked = new HashMap<>();

  /// A copier between two directories that are open as long as it is used.
  public EntryCopy(Directory from, Directory to, Ownership ownership) {
    this.from = from;
    this.to = to;
    this.ownership = ownership;
  }

  /// What replaces a file's own owner and permissions; null keeps them.
  public record Ownership(@Nullable Integer uid, @Nullable Integer gid, @Nullable Integer mode) {
    public static final Ownership KEPT = new Ownership(null, null, null);
  }

  /// Copies anything but the entries of a directory. The name in the target must be free.
  ///
  /// @param status of `source`, not followed
  public void copy(String source, FileStatus status, String target) throws IOException {
    int mode = mode(status);
    switch (status.type()) {
      case REGULAR -> {
        if (linkToCopy(status, target)) {
          return; // it has its metadata
        }
        copyFile(source, target, mode);
      }
      case DIRECTORY -> to.makeDirectory(target, mode);
      case SYMLINK -> to.symlink(from.readLink(source), target);
      case CHAR_DEVICE, BLOCK_DEVICE ->
          to.makeNode(target, status.type(), mode, status.rdevMajor(), status.rdevMinor());
      case FIFO -> to.makeNode(target, status.type(), mode, 0, 0);
      case SOCKET -> {
        return; // means nothing without the process that listens on it
      }
    }
    copyMetadata(source, status, target);
  }

  /// Gives `target` what `source` has besides its content. A directory's times must be set again
  /// after entries were made in it.
  public void copyMetadata(String source, FileStatus status, String target) throws IOException {
    to.setOwner(target, uid(status), gid(status));
    if (!status.isSymlink()) {
      to.setMode(target, mode(status));
    }
    for (var attribute : from.attributes(source).entrySet()) {
      if (!Whiteouts.isBookkeeping(attribute.getKey())) {
        to.setAttribute(target, attribute.getKey(), attribute.getValue());
      }
    }
    to.setTimes(target, status.mtimeSeconds(), status.mtimeNanos());
  }

  private void copyFile(String source, String target, int mode) throws IOException {
    try (var input = from.read(source);
        var output = to.create(target, mode)) {
      output.copyFrom(input);
    }
  }

  private boolean linkToCopy(FileStatus status, String target) throws IOException {
    if (status.links() < 2) {
      return false;
    }
    var first = linked.putIfAbsent(status.device() + ":" + status.inode(), target);
    if (first == null) {
      return false;
    }
    to.link(first, target);
    return true;
  }

  private int uid(FileStatus status) {
    return ownership.uid() == null ? status.uid() : ownership.uid();
  }

  private int gid(FileStatus status) {
    return ownership.gid() == null ? status.gid() : ownership.gid();
  }

  private int mode(FileStatus status) {
    return ownership.mode() == null ? status.mode() : ownership.mode();
  }
}
