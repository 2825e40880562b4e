package dev.kiln.engine.archive;

import dev.kiln.engine.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/// Hashes and counts what passes. Closing it flushes and leaves the target open, since its owner is
/// whoever opened that.
final class HashingOutput extends OutputStream {
  private final OutputStream target;
  private final MessageDigest hasher = Digest.newSha256();
  private long count;

  HashingOutput(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    target.write(buffer, offset, length);
    hasher.update(buffer, offset, length);
    count += length;
  }

  /// The digest of all that passed; ends the hashing.
  Digest digest() {
    return Digest.ofSha256(hasher.digest());
  }

  long count() {
    return count;
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
