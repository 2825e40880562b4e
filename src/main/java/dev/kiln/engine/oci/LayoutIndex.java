package dev.kiln.engine.oci;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// The `index.json` of an image layout: which manifests it holds, and under what names.
///
/// Each change reads the file, alters the entries that it is about and renames a whole new file
/// into place, under a lock that threads and processes respect. Readers need no lock.
public final class LayoutIndex {
  /// Names an entry (OCI image spec, "Pre-Defined Annotation Keys").
  public static final String NAME = "org.opencontainers.image.ref.name";

  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final Path file;
  private final Path lockFile;
  private final ReentrantLock threads;

  LayoutIndex(Path directory) throws IOException {
    Path real = directory.toRealPath();
    this.file = real.resolve("index.json");
    this.lockFile = real.resolve("index.lock");
    this.threads = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
  }

  /// All entries, in the order in which they were added.
  public List<Descriptor> entries() throws IOException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    try {
      return Json.read(json, ImageIndex.class).manifests();
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + " is not an image index: " + e.getMessage(), e);
    }
  }

  /// The entry of that name, without the annotation that names it.
  public Optional<Descriptor> find(String name) throws IOException {
    return entries().stream()
        .filter(e -> name.equals(nameOf(e)))
        .findFirst()
        .map(LayoutIndex::bare);
  }

  /// Gives `manifest` that name; what had the name before stays as an entry without one if
  /// `keepFormer`.
  public void put(String name, Descriptor manifest, boolean keepFormer) throws IOException {
    update(entries -> {
      var updated = new ArrayList<Descriptor>();
      for (Descriptor entry : entries) {
        if (!name.equals(nameOf(entry))) {
          updated.add(entry);
        } else if (keepFormer && !entry.digest().equals(manifest.digest())) {
          updated.add(bare(entry));
        }
      }
      updated.removeIf(e -> nameOf(e).isEmpty() && e.digest().equals(manifest.digest()));
      updated.add(manifest.withAnnotations(Map.of(NAME, name)));
      return updated;
    });
  }

  /// Lists `manifest` without a name, unless it is listed already.
  public void add(Descriptor manifest) throws IOException {
    update(entries -> {
      if (entries.stream().anyMatch(e -> e.digest().equals(manifest.digest()))) {
        return entries;
      }
      var updated = new ArrayList<>(entries);
      updated.add(manifest);
      return updated;
    });
  }

  /// Takes that name away; its manifest stays as an entry without a name if `keepManifest`.
  ///
  /// @return whether there was such a name
  public boolean remove(String name, boolean keepManifest) throws IOException {
    return update(entries -> {
      var updated = new ArrayList<Descriptor>();
      for (Descriptor entry : entries) {
        if (!name.equals(nameOf(entry))) {
          updated.add(entry);
        } else if (keepManifest) {
          updated.add(bare(entry));
        }
      }
      return updated;
    });
  }

  /// Removes every entry of that manifest.
  ///
  /// @return whether there was one
  public boolean remove(Digest manifest) throws IOException {
    return update(entries -> entries.stream().filter(e -> !e.digest().equals(manifest)).toList());
  }

  /// The name of an entry; empty when it has none.
  public static String nameOf(Descriptor entry) {
    return entry.annotations() == null ? "" : entry.annotations().getOrDefault(NAME, "");
  }

  private static Descriptor bare(Descriptor entry) {
    if (entry.annotations() == null) {
      return entry;
    }
    var annotations = new TreeMap<>(entry.annotations());
    annotations.remove(NAME);
    return new Descriptor(
        entry.mediaType(),
        entry.digest(),
        entry.size(),
        entry.platform(),
        annotations.isEmpty() ? null : annotations,
        entry.urls());
  }

  /// Writes an index without entries where there is none yet.
  void createIfMissing() throws IOException {
    if (!Files.exists(file)) {
      update(entries -> entries);
    }
  }

  private boolean update(UnaryOperator<List<Descriptor>> change) throws IOException {
    threads.lock();
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock processes = channel.lock()) {
      assert processes.isValid();
      List<Descriptor> before = entries();
      List<Descriptor> after = change.apply(before);
      if (after.equals(before) && Files.exists(file)) {
        return false;
      }
      replace(Json.write(new ImageIndex(2, MediaTypes.OCI_INDEX, after, null)));
      return true;
    } finally {
      threads.unlock();
    }
  }

  /// The new file is on the disk before it has the name, so a crash leaves the old or the new one.
  private void replace(byte[] json) throws IOException {
    Path next = file.resolveSibling("index.json.new");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(json);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
