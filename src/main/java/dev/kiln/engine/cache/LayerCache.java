package dev.kiln.engine.cache;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/// The layer cache: a directory that builders share, on one machine or on one volume.
///
///     blobs/sha256/    layer archives, by digest
///     trees/sha256/    layers unpacked as overlayfs reads them, by diff ID
///     results/         what steps ended with, by key
///     stamps/          when images were first made, by key
///     mounts/          cache mounts
///     scratch/         what is being made
///
/// Everything is made under `scratch` and renamed to its place, so a reader sees it whole or not
/// at all, and of several that make the same thing one wins and the others use it.
public final class LayerCache {
  private final Path root;

  private LayerCache(Path root) {
    this.root = root;
  }

  /// Opens the cache in a directory, which is made if it is missing.
  public static LayerCache open(Path directory) throws IOException {
    var root = directory.toAbsolutePath();
    for (String part :
        new String[] {"blobs/sha256", "trees/sha256", "results", "stamps", "mounts", "scratch"}) {
      Files.createDirectories(root.resolve(part));
    }
    var cache = new LayerCache(root);
    Scratch.sweep(root.resolve("scratch"));
    return cache;
  }

  /// A directory to make things in, removed when it is closed.
  public Scratch scratch() throws IOException {
    return Scratch.create(root.resolve("scratch"));
  }

  // --- blobs

  public boolean hasBlob(Descriptor blob) {
    try {
      return Files.size(blob(blob.digest())) == blob.size();
    } catch (IOException e) {
      return false;
    }
  }

  /// Where the blob is, or would be.
  public Path blob(Digest digest) {
    return root.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
  }

  /// Takes over a file of a scratch directory whose digest was computed as it was written.
  public void publishBlob(Path file, Digest digest) throws IOException {
    var place = blob(digest);
    Files.createDirectories(place.getParent());
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
  }

  // --- trees

  /// The unpacked layer, where there is one.
  public Optional<Path> tree(Digest diffId) {
    var place = treePlace(diffId);
    return Files.isDirectory(place) ? Optional.of(place) : Optional.empty();
  }

  /// Takes over a layer tree of a scratch directory; when the layer is there already, that one is
  /// used and the tree stays where it is.
  public Path publishTree(Path tree, Digest diffId) throws IOException {
    var place = treePlace(diffId);
    Files.createDirectories(place.getParent());
    try (var from = Directory.open(parent(tree));
        var to = Directory.open(parent(place))) {
      from.renameNoReplace(name(tree), to, name(place));
    }
    return place;
  }

  private Path treePlace(Digest diffId) {
    return root.resolve("trees").resolve(diffId.algorithm()).resolve(diffId.hex());
  }

  // --- results

  /// The result under a key; a record that cannot be read is none.
  public Optional<StepResult> result(Digest key) {
    try {
      var bytes = Files.readAllBytes(root.resolve("results").resolve(key.hex()));
      return Optional.of(Json.read(bytes, StepResult.class));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Records a result, replacing an older one.
  public void record(Digest key, StepResult result) throws IOException {
    write(root.resolve("results").resolve(key.hex()), Json.write(result));
  }

  // --- stamps

  /// The time under a key.
  public Optional<String> stamp(Digest key) throws IOException {
    try {
      return Optional.of(Files.readString(root.resolve("stamps").resolve(key.hex())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  public void stamp(Digest key, String time) throws IOException {
    write(root.resolve("stamps").resolve(key.hex()), time.getBytes(StandardCharsets.UTF_8));
  }

  // --- cache mounts

  /// The directory of a cache mount; its name tells nothing of `id`, which may hold anything.
  public Path mount(String id) {
    var name = Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).hex();
    return root.resolve("mounts").resolve(name);
  }

  private void write(Path place, byte[] bytes) throws IOException {
    try (var scratch = scratch()) {
      var file = scratch.path().resolve("record");
      Files.write(file, bytes);
      Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
