package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.linux.SystemCallException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts archive entries into a directory tree. Every path is resolved inside the root; a later
/// entry replaces an earlier one, directories are merged; directories that no entry names are made.
final class EntryWriter implements AutoCloseable {
  private static final int IMPLIED_MODE = 0755;

  private final Directory root;
  private final String base;
  private final @Nullable Owner owner;
  private final Metadata metadata;
  private final byte[] buffer = new byte[128 * 1024];
  private final Map<String, PaxTime> directoryTimes = new LinkedHashMap<>();
  private final Limits limits;
  private long entries;
  private @Nullable String openPath;
  private @Nullable Directory open;

  /// @param base the directory in the root that names are relative to, an absolute path without
  ///   links
  /// @param owner of everything; null for what the entries say
  EntryWriter(
      Directory root,
      String base,
      @Nullable Owner owner,
      Limits limits,
      Consumer<String> warnings) {
    this.root = root;
    this.base = base.equals("/") ? "" : base;
    this.owner = owner;
    this.limits = limits;
    this.metadata = new Metadata(warnings);
  }

  void write(TarEntry entry, EntryPath path, InputStream content) throws IOException {
    Directory parent = parent(path);
    Owner belongs = owner == null ? new Owner(entry.uid(), entry.gid()) : owner;
    switch (entry.type()) {
      case REGULAR -> writeFile(parent, entry, path, content, belongs);
      case DIRECTORY -> writeDirectory(parent, entry, path, belongs);
      case HARD_LINK -> writeLink(parent, entry, path);
      case SYMLINK -> {
        if (entry.linkName().isEmpty()) {
          throw new ArchiveException(entry.name(), "the symbolic link leads nowhere");
        }
        clear(parent, path.name());
        parent.symlink(entry.linkName(), path.name());
        metadata.apply(parent, path.name(), entry, belongs);
      }
      case CHAR_DEVICE -> writeNode(parent, entry, path, FileType.CHAR_DEVICE, belongs);
      case BLOCK_DEVICE -> writeNode(parent, entry, path, FileType.BLOCK_DEVICE, belongs);
      case FIFO -> writeNode(parent, entry, path, FileType.FIFO, belongs);
    }
  }

  /// Counts an entry, or a directory that an entry implies, against the limit.
  void count() throws ArchiveException {
    if (++entries > limits.maxEntries()) {
      throw new ArchiveException(
          "the archive has more than " + limits.maxEntries() + " entries, which is the limit");
    }
  }

  /// The directory of an entry, made when it is missing; valid until the next call.
  Directory parent(EntryPath path) throws IOException {
    String wanted = base + "/" + path.parent();
    if (open != null && wanted.equals(openPath)) {
      return open;
    }
    forget();
    Owner implied = owner == null ? Owner.ROOT : owner;
    for (String made : root.makeDirectories(wanted, IMPLIED_MODE, implied.uid(), implied.gid())) {
      count();
      // a time of now would differ from build to build
      directoryTimes.put(made, new PaxTime(0, 0));
    }
    Directory opened = root.openDirectory(wanted);
    open = opened;
    openPath = wanted;
    return opened;
  }

  /// Sets what writing into directories has changed; call it after the last entry.
  void finish() throws IOException {
    forget();
    for (Map.Entry<String, PaxTime> directory : directoryTimes.entrySet()) {
      FileStatus status = root.linkStatus(directory.getKey());
      if (status != null && status.isDirectory()) { // a later entry may have replaced it
        PaxTime time = directory.getValue();
        root.setTimes(directory.getKey(), time.seconds(), time.nanos());
      }
    }
  }

  private void writeFile(
      Directory parent, TarEntry entry, EntryPath path, InputStream content, Owner belongs)
      throws IOException {
    clear(parent, path.name());
    try (FileOutput file = parent.create(path.name(), 0600)) {
      int n;
      while ((n = content.read(buffer, 0, buffer.length)) > 0) {
        file.write(buffer, 0, n);
      }
      metadata.apply(file, entry, belongs);
    }
  }

  private void writeDirectory(Directory parent, TarEntry entry, EntryPath path, Owner belongs)
      throws IOException {
    String name = path.isRoot() ? "." : path.name();
    FileStatus existing = parent.linkStatus(name);
    if (existing == null || !existing.isDirectory()) {
      clear(parent, name);
      parent.makeDirectory(name, 0700);
      if (existing != null && existing.isWhiteout()) {
        // the archive says both that the name is gone and that it is here: it begins anew
        Whiteouts.setOpaque(parent, name);
      }
    }
    metadata.apply(parent, name, entry, belongs);
    String canonical = root.resolve(base + "/" + path.parent());
    directoryTimes.put(
        (canonical.equals("/") ? "" : canonical) + "/" + path.name(),
        new PaxTime(entry.mtimeSeconds(), entry.mtimeNanos()));
  }

  private void writeLink(Directory parent, TarEntry entry, EntryPath path) throws IOException {
    EntryPath target = EntryPath.parse(entry.linkName());
    String existing = base + "/" + target.full();
    FileStatus status = root.linkStatus(existing);
    if (status == null || status.isDirectory() || status.isWhiteout()) {
      throw new ArchiveException(
          entry.name(),
          "it is a hard link to "
              + ArchiveException.quoted(entry.linkName())
              + ", which is no file of the archive before it");
    }
    FileStatus replaced = parent.linkStatus(path.name());
    if (replaced != null
        && replaced.inode() == status.inode()
        && replaced.device() == status.device()) {
      return;
    }
    clear(parent, path.name());
    root.link(existing, base + "/" + path.full());
  }

  private void writeNode(
      Directory parent, TarEntry entry, EntryPath path, FileType type, Owner belongs)
      throws IOException {
    if (type == FileType.CHAR_DEVICE && entry.devMajor() == 0 && entry.devMinor() == 0) {
      throw new ArchiveException(entry.name(), "the device 0:0 would mean that the name is gone");
    }
    clear(parent, path.name());
    try {
      parent.makeNode(path.name(), type, 0600, entry.devMajor(), entry.devMinor());
    } catch (SystemCallException e) {
      if (!e.isNotPermitted() || type == FileType.FIFO) {
        throw e;
      }
      metadata.warn(entry, "device left out: a user namespace has no devices of its own");
      return;
    }
    metadata.apply(parent, path.name(), entry, belongs);
  }

  private void clear(Directory parent, String name) throws IOException {
    FileStatus existing = parent.linkStatus(name);
    if (existing == null) {
      return;
    }
    if (existing.isDirectory()) {
      parent.removeTree(name);
    } else {
      parent.remove(name);
    }
  }

  private void forget() {
    if (open != null) {
      open.close();
    }
    open = null;
    openPath = null;
  }

  @Override
  public void close() {
    forget();
  }
}
