package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Unpacks a layer archive (OCI image spec, "Image Layer Filesystem Changeset") into a layer tree:
/// a directory in the format of overlayfs' upper, as a mount takes it for a lower.
public final class LayerReader {
  private final EntryWriter writer;

  private LayerReader(EntryWriter writer) {
    this.writer = writer;
  }

  /// Unpacks a layer; what cannot be made here, such as a device in a user namespace, is an error.
  ///
  /// @param target an empty directory
  /// @return the diff ID, for the caller to compare with the image's config
  /// @throws ArchiveException when the archive is malformed, hostile or too large; then the target
  ///   holds a part of it
  public static Digest unpack(InputStream layer, Directory target, Limits limits)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    Digest diffId = unpack(layer, target, limits, warnings::add);
    if (!warnings.isEmpty()) {
      throw new ArchiveException("the layer cannot be unpacked whole: " + warnings.getFirst());
    }
    return diffId;
  }

  /// As above; what cannot be made here is left out and told, a line of text for each.
  public static Digest unpack(
      InputStream layer, Directory target, Limits limits, Consumer<String> warnings)
      throws IOException {
    MessageDigest hasher = Digest.newSha256();
    try (BoundedInput in = BoundedInput.decompress(layer, limits, hasher);
        EntryWriter writer = new EntryWriter(target, "/", null, limits, warnings)) {
      new LayerReader(writer).unpackEntries(new TarReader(in));
      writer.finish();
      byte[] buffer = new byte[64 * 1024];
      while (in.read(buffer, 0, buffer.length) >= 0) {
        // what follows the archive's end belongs to the diff ID too
      }
    }
    return Digest.ofSha256(hasher.digest());
  }

  private void unpackEntries(TarReader tar) throws IOException {
    for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
      EntryPath path = EntryPath.parse(entry.name());
      writer.count();
      if (path.isBelowReserved()) {
        throw new ArchiveException(entry.name(), "it is below a whiteout");
      }
      if (path.isRoot() && entry.type() != TarEntry.Type.DIRECTORY) {
        throw new ArchiveException(entry.name(), "the root is no directory");
      }
      if (Whiteouts.isReserved(path.name())) {
        writeWhiteout(entry, path);
      } else {
        writer.write(entry, path, tar.content());
      }
    }
  }

  private void writeWhiteout(TarEntry entry, EntryPath path) throws IOException {
    if (path.name().equals(Whiteouts.OPAQUE_NAME)) {
      if (path.parent().isEmpty()) {
        throw new ArchiveException(
            entry.name(), "it hides all layers below, which a mount of layers cannot do");
      }
      Whiteouts.setOpaque(writer.parent(path), "/");
      return;
    }
    String name = Whiteouts.removed(entry.name(), path.name());
    Directory parent = writer.parent(path);
    FileStatus existing = parent.linkStatus(name);
    if (existing == null) {
      Whiteouts.makeWhiteout(parent, name);
    } else if (existing.isDirectory()) {
      // a whiteout means the layers below only; what this layer has itself stays
      Whiteouts.setOpaque(parent, name);
    }
  }
}
