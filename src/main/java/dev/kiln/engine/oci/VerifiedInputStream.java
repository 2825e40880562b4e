package dev.kiln.engine.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Content that is checked against its digest as it is read: the end of the stream is an
/// [IOException] when they differ. Only who reads to the end knows that the content is right.
public final class VerifiedInputStream extends FilterInputStream {
  private final Digest expected;
  private final MessageDigest hasher;
  private boolean verified;

  public VerifiedInputStream(InputStream in, Digest expected) {
    super(in);
    this.expected = expected;
    this.hasher = expected.newHasher();
  }

  @Override
  public int read() throws IOException {
    var single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      hasher.update(buffer, offset, count);
    } else if (count < 0) {
      verify();
    }
    return count;
  }

  private void verify() throws IOException {
    if (verified) {
      return;
    }
    String actual = HexFormat.of().formatHex(hasher.digest());
    if (!actual.equals(expected.hex())) {
      throw new IOException(
          "content of %s is damaged: it hashes to %s:%s"
              .formatted(expected, expected.algorithm(), actual));
    }
    verified = true;
  }

  @Override
  public long skip(long count) throws IOException {
    long left = count;
    var skipped = new byte[(int) Math.min(8192, Math.max(count, 0))];
    while (left > 0) {
      int read = read(skipped, 0, (int) Math.min(skipped.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return count - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
