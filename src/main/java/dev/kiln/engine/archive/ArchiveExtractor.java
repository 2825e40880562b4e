package dev.kiln.engine.archive;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Unpacks an archive that a user gave (ADD) into a root file system: directories are merged, other
/// files replaced, links are followed inside the root and never out of it.
public final class ArchiveExtractor {
  private static final Limits PROBE = new Limits(1 << 20, 1, Long.MAX_VALUE);

  private ArchiveExtractor() {}

  /// Whether content is an archive that [#extract] unpacks, compressed or not, told by the content.
  ///
  /// @param content from its start; some of it is read, and it stays open
  public static boolean isArchive(InputStream content) {
    try (BoundedInput in = BoundedInput.decompress(content, PROBE, null)) {
      return new TarReader(in).next() != null;
    } catch (IOException e) {
      return false; // whatever else it may be
    }
  }

  /// Unpacks a tar archive, compressed in any way that is known.
  ///
  /// @param root which nothing leaves
  /// @param destination a directory in the root, made when it is missing
  /// @param owner of everything; null for what the archive says
  /// @param warnings take a line for each thing that cannot be made here and was left out
  /// @throws ArchiveException when the archive is malformed, hostile or too large
  public static void extract(
      InputStream archive,
      Directory root,
      String destination,
      @Nullable Owner owner,
      Limits limits,
      Consumer<String> warnings)
      throws IOException {
    String base = root.resolve(destination);
    try (BoundedInput in = BoundedInput.decompress(archive, limits, null);
        EntryWriter writer = new EntryWriter(root, base, owner, limits, warnings)) {
      TarReader tar = new TarReader(in);
      writer.parent(EntryPath.parse("."));
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        writer.count();
        EntryPath path = EntryPath.parse(entry.name());
        if (Whiteouts.isReserved(path.name()) || path.isBelowReserved()) {
          throw new ArchiveException(
              entry.name(), "a name that begins with '.wh.' cannot be in an image");
        }
        if (!path.isRoot()) { // the destination keeps its own owner and mode
          writer.write(entry, path, tar.content());
        }
      }
      writer.finish();
    }
  }
}
