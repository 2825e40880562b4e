package dev.kiln.engine.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a blob's bytes into a layout. Nothing can be seen of it before [#commit]; closing the
/// writer without that discards what was written. Not thread-safe.
public final class BlobWriter extends OutputStream {
  private final ImageLayout layout;
  private final Path temporary;
  private final FileChannel channel;
  private final MessageDigest hasher;
  private final @Nullable Digest expectedDigest;
  private final long expectedSize;
  private long size;
  private boolean committed;

  /// @param expectedSize in bytes; -1 when it is unknown
  BlobWriter(ImageLayout layout, Path directory, @Nullable Digest expectedDigest, long expectedSize)
      throws IOException {
    this.layout = layout;
    this.temporary = directory.resolve(UUID.randomUUID().toString());
    this.channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    this.hasher = expectedDigest == null ? Digest.newSha256() : expectedDigest.newHasher();
    this.expectedDigest = expectedDigest;
    this.expectedSize = expectedSize;
  }

  /// The number of bytes written so far.
  public long size() {
    return size;
  }

  /// The digest of what was written so far.
  public Digest digest() {
    try {
      byte[] hash = ((MessageDigest) hasher.clone()).digest();
      String algorithm = expectedDigest == null ? "sha256" : expectedDigest.algorithm();
      return new Digest(algorithm, HexFormat.of().formatHex(hash));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every Java platform clones its hashes", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (expectedSize >= 0 && size + length > expectedSize) {
      throw new IOException(
          "blob " + label() + " is larger than the " + expectedSize + " bytes announced");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    hasher.update(bytes, offset, length);
    size += length;
  }

  /// Makes the blob visible under its digest.
  ///
  /// @throws IOException if the bytes are not those that were announced; the blob is discarded then
  public Digest commit() throws IOException {
    if (expectedSize >= 0 && size != expectedSize) {
      throw new IOException(
          "blob " + label() + " has " + size + " bytes, not the " + expectedSize + " announced");
    }
    Digest actual = digest();
    if (expectedDigest != null && !actual.equals(expectedDigest)) {
      throw new IOException(
          "blob " + expectedDigest + " has other content: it hashes to " + actual);
    }
    // A name on the disk must never point at bytes that are not there yet.
    channel.force(false);
    channel.close();
    layout.publish(temporary, actual);
    committed = true;
    return actual;
  }

  private String label() {
    return expectedDigest == null ? "" : expectedDigest.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }
}
