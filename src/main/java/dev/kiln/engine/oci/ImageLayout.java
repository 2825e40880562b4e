package dev.kiln.engine.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An OCI image layout directory (OCI image spec, "Image Layout"): content by digest below `blobs`,
/// and named manifests in `index.json`. The local image store, an exported layout and the storage
/// of the embedded registry have this form.
///
/// Several processes and threads may use one at once. Content gets its name when it is whole, names
/// change in one step, so a crash leaves nothing half-true. Readers check sizes when they open and
/// digests as they read.
public final class ImageLayout {
  private static final byte[] VERSION =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);
  private static final long MAX_MANIFEST = 4L << 20;
  private static final int LINK_ATTEMPTS = 100;
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path directory;
  private final Path ingest;
  private final LayoutIndex index;

  private ImageLayout(Path directory) throws IOException {
    this.directory = directory;
    this.ingest = directory.resolve("ingest");
    this.index = new LayoutIndex(directory);
  }

  /// Opens the layout in `directory`, which becomes an empty one if it is missing or empty.
  ///
  /// @throws IOException if the directory holds something else
  public static ImageLayout create(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.createDirectories(directory.resolve("ingest"));
    var layout = new ImageLayout(directory);
    layout.markAsLayout();
    layout.removeAbandoned();
    return layout;
  }

  /// Opens the layout in `directory` without writing to it.
  ///
  /// @throws IOException if there is none
  public static ImageLayout open(Path directory) throws IOException {
    if (!Files.isRegularFile(directory.resolve("oci-layout"))) {
      throw new IOException(directory + " is not an OCI image layout: it has no file 'oci-layout'");
    }
    return new ImageLayout(directory);
  }

  public Path directory() {
    return directory;
  }

  /// The names and manifests that this layout lists.
  public LayoutIndex index() {
    return index;
  }

  /// Where a blob is, whether it exists or not. Whoever reads the file checks the digest.
  public Path blobPath(Digest digest) {
    return directory.resolve("blobs").resolve(digest.algorithm()).resolve(digest.hex());
  }

  public boolean hasBlob(Digest digest) {
    return Files.isRegularFile(blobPath(digest));
  }

  /// Whether the blob is here with the size that the descriptor gives.
  public boolean hasBlob(Descriptor descriptor) throws IOException {
    return hasBlob(descriptor.digest()) && blobSize(descriptor.digest()) == descriptor.size();
  }

  /// In bytes.
  public long blobSize(Digest digest) throws IOException {
    try {
      return Files.size(blobPath(digest));
    } catch (NoSuchFileException e) {
      throw missing(digest, e);
    }
  }

  /// Opens a blob; the stream fails at its end if the content is not that of the digest.
  ///
  /// @throws IOException if the blob is missing or has another size
  public InputStream openBlob(Descriptor descriptor) throws IOException {
    long size = blobSize(descriptor.digest());
    if (size != descriptor.size()) {
      throw new IOException(
          "blob %s in %s has %d bytes, not the %d of its descriptor: remove the file and try again"
              .formatted(descriptor.digest(), directory, size, descriptor.size()));
    }
    return openBlob(descriptor.digest());
  }

  /// As [#openBlob(Descriptor)], for a blob whose size is not known.
  public InputStream openBlob(Digest digest) throws IOException {
    try {
      return new VerifiedInputStream(Files.newInputStream(blobPath(digest)), digest);
    } catch (NoSuchFileException e) {
      throw missing(digest, e);
    }
  }

  /// A small blob as a whole, verified.
  ///
  /// @throws IOException if it is missing, larger than `limit` bytes, or not what the digest says
  public byte[] readBlob(Digest digest, long limit) throws IOException {
    long size = blobSize(digest);
    if (size > limit) {
      throw new IOException(
          "blob %s has %d bytes; at most %d are read here".formatted(digest, size, limit));
    }
    try (InputStream in = openBlob(digest)) {
      return in.readAllBytes();
    }
  }

  /// Starts a blob that must have the descriptor's digest and size.
  public BlobWriter writeBlob(Descriptor expected) throws IOException {
    return new BlobWriter(this, ingest, expected.digest(), expected.size());
  }

  /// Starts a blob that must have that digest.
  public BlobWriter writeBlob(Digest expected) throws IOException {
    return new BlobWriter(this, ingest, expected, -1);
  }

  /// Starts a blob whose digest is known once it is written.
  public BlobWriter writeBlob() throws IOException {
    return new BlobWriter(this, ingest, null, -1);
  }

  /// Stores a small blob.
  public Digest putBlob(byte[] content) throws IOException {
    Digest digest = Digest.sha256(content);
    if (!hasBlob(digest) || blobSize(digest) != content.length) {
      try (BlobWriter writer = writeBlob(digest)) {
        writer.write(content);
        writer.commit();
      }
    }
    return digest;
  }

  /// Makes the file `content`, whose digest the caller has verified, a blob of this layout without
  /// copying it where the file system can link.
  public void linkBlob(Digest digest, Path content) throws IOException {
    Path target = blobPath(digest);
    Files.createDirectories(target.getParent());
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createLink(target, content);
        return;
      } catch (FileAlreadyExistsException e) {
        return; // The same content is the same blob.
      } catch (NoSuchFileException e) {
        // A writer of the same blob may have put its own file in this one's place just now.
        if (attempt >= LINK_ATTEMPTS || !Files.exists(content)) {
          throw e;
        }
      } catch (IOException | UnsupportedOperationException e) {
        copyBlob(digest, content);
        return;
      }
    }
  }

  private void copyBlob(Digest digest, Path content) throws IOException {
    try (InputStream in = Files.newInputStream(content);
        BlobWriter writer = writeBlob(digest)) {
      in.transferTo(writer);
      writer.commit();
    }
  }

  /// Removes a blob, whoever may refer to it.
  ///
  /// @return whether it was here
  public boolean deleteBlob(Digest digest) throws IOException {
    return Files.deleteIfExists(blobPath(digest));
  }

  /// Reads a manifest or index, verified, with the media type that it names or has by its form.
  public RawManifest readManifest(Digest digest) throws IOException {
    byte[] bytes = readBlob(digest, MAX_MANIFEST);
    return new RawManifest(ManifestForm.read(bytes).mediaType(), bytes);
  }

  /// Stores a manifest or index; it has no name yet.
  public Descriptor putManifest(RawManifest manifest) throws IOException {
    putBlob(manifest.bytes());
    return manifest.descriptor();
  }

  /// What `reference` names here: by its digest if it has one, else by its tag.
  public Optional<Descriptor> resolve(ImageReference reference) throws IOException {
    Digest digest = reference.digest();
    if (digest == null) {
      return index.find(reference.toString());
    }
    return hasBlob(digest) ? Optional.of(readManifest(digest).descriptor()) : Optional.empty();
  }

  /// Gives `manifest` the name `reference`; other names stay as they are.
  public void tag(ImageReference reference, Descriptor manifest) throws IOException {
    index.put(reference.toString(), manifest, false);
  }

  /// The named images, in the order in which they got their names.
  public List<NamedManifest> list() throws IOException {
    return index.entries().stream()
        .filter(entry -> !LayoutIndex.nameOf(entry).isEmpty())
        .map(entry -> new NamedManifest(LayoutIndex.nameOf(entry), entry))
        .toList();
  }

  /// Takes the name away; content stays.
  ///
  /// @return whether there was such a name
  public boolean remove(ImageReference reference) throws IOException {
    return index.remove(reference.toString(), false);
  }

  /// A name of the layout and what it stands for.
  public record NamedManifest(String name, Descriptor manifest) {}

  void publish(Path temporary, Digest digest) throws IOException {
    Path target = blobPath(digest);
    Files.createDirectories(target.getParent());
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void markAsLayout() throws IOException {
    Path marker = directory.resolve("oci-layout");
    if (!Files.exists(marker)) {
      Path temporary = ingest.resolve(UUID.randomUUID().toString());
      try (OutputStream out = Files.newOutputStream(temporary)) {
        out.write(VERSION);
      }
      Files.move(temporary, marker, StandardCopyOption.ATOMIC_MOVE);
    }
    index.createIfMissing();
  }

  /// What a crashed process left half-written; nobody writes one blob for a day.
  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (var files = Files.newDirectoryStream(ingest)) {
      for (Path file : files) {
        try {
          var attributes = Files.readAttributes(file, BasicFileAttributes.class);
          if (attributes.lastModifiedTime().toInstant().isBefore(limit)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Another process finished or removed it.
        }
      }
    }
  }

  private IOException missing(Digest digest, IOException cause) {
    return new IOException("blob " + digest + " is not in " + directory, cause);
  }
}
