package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileInput;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Applies layer trees to a plain directory, for hosts that may not mount. Content is copied, by
/// shared blocks where the file system has them, never linked: a step may write into its files.
public final class LayerTrees {
  private record FileId(long device, long inode) {}

  private final Directory root;
  private final Map<FileId, String> copies = new HashMap<>();

  private LayerTrees(Directory root) {
    this.root = root;
  }

  /// Applies one layer tree on top of what the root holds: whiteouts remove, opaque directories
  /// replace, the rest is added or takes the place of what has its name.
  public static void flatten(Directory tree, Directory root) throws IOException {
    new LayerTrees(root).applyDirectory(tree, root, "");
    copyMetadata(tree, ".", status(tree, "."), root, ".");
  }

  private void applyDirectory(Directory from, Directory to, String path) throws IOException {
    if (Whiteouts.isOpaque(from)) {
      to.clear();
    }
    for (String name : from.names("/")) {
      FileStatus status = status(from, name);
      FileStatus existing = to.linkStatus(name);
      boolean merged = status.isDirectory() && existing != null && existing.isDirectory();
      if (existing != null && !merged) {
        to.removeTree(name);
      }
      if (status.isDirectory()) {
        if (!merged) {
          to.makeDirectory(name, 0700);
        }
        try (Directory source = from.enter(name);
            Directory target = to.enter(name)) {
          applyDirectory(source, target, path + name + "/");
        }
        copyMetadata(from, name, status, to, name);
      } else if (!status.isWhiteout()) {
        applyFile(from, name, status, to, path + name);
      }
    }
  }

  private void applyFile(Directory from, String name, FileStatus status, Directory to, String path)
      throws IOException {
    @Nullable String copy =
        status.links() < 2
            ? null
            : copies.putIfAbsent(new FileId(status.device(), status.inode()), path);
    if (copy != null) {
      root.link(copy, path);
      return;
    }
    switch (status.type()) {
      case REGULAR -> {
        try (FileInput in = from.read(name);
            FileOutput out = to.create(name, 0600)) {
          out.copyFrom(in);
        }
      }
      case SYMLINK -> to.symlink(from.readLink(name), name);
      case CHAR_DEVICE, BLOCK_DEVICE, FIFO, SOCKET ->
          to.makeNode(name, status.type(), 0600, status.rdevMajor(), status.rdevMinor());
      case DIRECTORY -> throw new IllegalStateException(path);
    }
    copyMetadata(from, name, status, to, name);
  }

  private static void copyMetadata(
      Directory from, String name, FileStatus status, Directory to, String target)
      throws IOException {
    to.setOwner(target, status.uid(), status.gid());
    Map<String, byte[]> attributes = from.attributes(name);
    for (String old : to.attributes(target).keySet()) {
      if (!attributes.containsKey(old) && !old.equals("security.selinux")) {
        to.removeAttribute(target, old);
      }
    }
    for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
      String key = attribute.getKey();
      if (!Whiteouts.isBookkeeping(key) && !key.equals("security.selinux")) {
        to.setAttribute(target, key, attribute.getValue());
      }
    }
    if (!status.isSymlink()) {
      to.setMode(target, status.mode());
    }
    to.setTimes(target, status.mtimeSeconds(), status.mtimeNanos());
  }

  private static FileStatus status(Directory directory, String name) throws IOException {
    return Objects.requireNonNull(directory.linkStatus(name), name);
  }
}
