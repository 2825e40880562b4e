package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileInput;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.FileType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a layer tree as a layer archive in one pass. The bytes depend on the tree's content
/// alone: names in the order of their bytes, whole seconds, no names of users.
public final class LayerWriter {
  private static final int LONGEST_PATH = 4095;
  private static final int BUFFER = 128 * 1024;

  private record FileId(long device, long inode) {}

  private final TarWriter tar;
  private final long latest;
  private final Map<FileId, String> linked = new HashMap<>();

  private LayerWriter(TarWriter tar, long latest) {
    this.tar = tar;
    this.latest = latest;
  }

  /// Writes a tree at the compression's default level.
  ///
  /// @param sink takes the compressed bytes and stays open
  /// @param sourceDateEpoch the latest time that a file may have (SOURCE_DATE_EPOCH); null for any
  /// @throws ArchiveException when the tree holds what no layer can say
  public static LayerBlob write(
      Directory tree, Compression compression, OutputStream sink, @Nullable Instant sourceDateEpoch)
      throws IOException {
    return write(tree, compression, compression.defaultLevel(), sink, sourceDateEpoch);
  }

  /// As above, at a level of the compression.
  public static LayerBlob write(
      Directory tree,
      Compression compression,
      int level,
      OutputStream sink,
      @Nullable Instant sourceDateEpoch)
      throws IOException {
    HashingOutput compressed = new HashingOutput(sink);
    HashingOutput plain;
    try (OutputStream compressor = compression.compress(compressed, level)) {
      plain = new HashingOutput(compressor);
      TarWriter tar = new TarWriter(new BufferedOutputStream(plain, BUFFER));
      long latest = sourceDateEpoch == null ? Long.MAX_VALUE : sourceDateEpoch.getEpochSecond();
      new LayerWriter(tar, latest).writeContent(tree, "");
      tar.finish();
    }
    sink.flush();
    return new LayerBlob(plain.digest(), compressed.digest(), compressed.count());
  }

  /// @param prefix of the names in the archive: empty, or ends in a slash
  private void writeContent(Directory directory, String prefix) throws IOException {
    if (Whiteouts.isOpaque(directory)) {
      writeMark(prefix + Whiteouts.OPAQUE_NAME);
    }
    for (String name : directory.names("/")) {
      String path = prefix + name;
      if (Whiteouts.isReserved(name)) {
        throw new ArchiveException(
            path, "a name that begins with '.wh.' would remove a file; rename it");
      }
      if (path.length() > LONGEST_PATH) {
        throw new ArchiveException(path, "its path is too long for an image");
      }
      FileStatus status = Objects.requireNonNull(directory.linkStatus(name), path);
      write(directory, name, path, status);
    }
  }

  private void write(Directory directory, String name, String path, FileStatus status)
      throws IOException {
    if (status.isWhiteout()) {
      writeMark(path.substring(0, path.length() - name.length()) + Whiteouts.PREFIX + name);
      return;
    }
    if (status.type() == FileType.SOCKET) {
      return; // means nothing without the process that listens
    }
    if (status.isDirectory()) {
      tar.write(entry(directory, name, path + "/", status, TarEntry.Type.DIRECTORY, ""));
      try (Directory below = directory.enter(name)) {
        writeContent(below, path + "/");
      }
      return;
    }
    String first = firstLink(status, path);
    if (first != null) {
      tar.write(entry(directory, name, path, status, TarEntry.Type.HARD_LINK, first));
    } else {
      writeFile(directory, name, path, status);
    }
  }

  private @Nullable String firstLink(FileStatus status, String path) {
    return status.links() < 2
        ? null
        : linked.putIfAbsent(new FileId(status.device(), status.inode()), path);
  }

  private void writeFile(Directory directory, String name, String path, FileStatus status)
      throws IOException {
    switch (status.type()) {
      case REGULAR -> {
        try (FileInput content = directory.read(name)) {
          tar.write(entry(directory, name, path, status, TarEntry.Type.REGULAR, ""), content);
        }
      }
      case SYMLINK ->
          tar.write(
              entry(
                  directory, name, path, status, TarEntry.Type.SYMLINK, directory.readLink(name)));
      case CHAR_DEVICE ->
          tar.write(entry(directory, name, path, status, TarEntry.Type.CHAR_DEVICE, ""));
      case BLOCK_DEVICE ->
          tar.write(entry(directory, name, path, status, TarEntry.Type.BLOCK_DEVICE, ""));
      case FIFO -> tar.write(entry(directory, name, path, status, TarEntry.Type.FIFO, ""));
      case DIRECTORY, SOCKET -> throw new IllegalStateException(path);
    }
  }

  private TarEntry entry(
      Directory directory,
      String name,
      String path,
      FileStatus status,
      TarEntry.Type type,
      String linkName)
      throws IOException {
    return new TarEntry(
        path,
        type,
        type == TarEntry.Type.SYMLINK ? 0777 : status.mode(),
        status.uid(),
        status.gid(),
        type == TarEntry.Type.REGULAR ? status.size() : 0,
        Math.min(status.mtimeSeconds(), latest),
        0,
        linkName,
        status.rdevMajor(),
        status.rdevMinor(),
        type == TarEntry.Type.HARD_LINK ? Map.of() : attributes(directory, name, path));
  }

  private static Map<String, byte[]> attributes(Directory directory, String name, String path)
      throws IOException {
    Map<String, byte[]> all = directory.attributes(name);
    if (all.isEmpty()) {
      return all;
    }
    Map<String, byte[]> kept = new TreeMap<>(all);
    for (String attribute : all.keySet()) {
      if (attribute.endsWith("overlay.redirect") || attribute.endsWith("overlay.metacopy")) {
        throw new ArchiveException(
            path, "it is only a reference to a lower layer (" + attribute + ")");
      }
    }
    // the machine's labels are not the image's
    kept.keySet().removeIf(key -> Whiteouts.isBookkeeping(key) || key.equals("security.selinux"));
    return kept;
  }

  private void writeMark(String path) throws IOException {
    tar.write(new TarEntry(path, TarEntry.Type.REGULAR, 0, 0, 0, 0, 0, 0, "", 0, 0, Map.of()));
  }
}
