package dev.kiln.engine.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The decompressed bytes of an archive, within limits and hashed on the way. Closing it lets go of
/// the decompressor and leaves the archive open, since its owner is whoever opened that.
final class BoundedInput extends FilterInputStream {
  private final Limits limits;
  private final Counter compressed;
  private final @Nullable MessageDigest hasher;
  private long count;

  private BoundedInput(
      InputStream in, Counter compressed, Limits limits, @Nullable MessageDigest hasher) {
    super(in);
    this.compressed = compressed;
    this.limits = limits;
    this.hasher = hasher;
  }

  /// Decompresses what the content's first bytes say it is.
  ///
  /// @param hasher takes every decompressed byte that is read; null for none
  static BoundedInput decompress(InputStream archive, Limits limits, @Nullable MessageDigest hasher)
      throws IOException {
    Counter compressed = new Counter(archive);
    return new BoundedInput(Compression.decompressAny(compressed), compressed, limits, hasher);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      count += n;
      check();
      if (hasher != null) {
        hasher.update(buffer, offset, n);
      }
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    throw new UnsupportedOperationException("what is skipped would not be hashed");
  }

  private void check() throws ArchiveException {
    if (count > limits.maxBytes()) {
      throw new ArchiveException(
          "the archive unpacks to more than " + limits.maxBytes() + " bytes, which is the limit");
    }
    if (count > Limits.RATIO_FROM && count / limits.maxRatio() > compressed.count) {
      throw new ArchiveException(
          "the archive unpacks to more than "
              + limits.maxRatio()
              + " times its size, which only a decompression bomb does");
    }
  }

  private static final class Counter extends FilterInputStream {
    private long count;

    Counter(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = in.read(buffer, offset, length);
      count += Math.max(n, 0);
      return n;
    }

    @Override
    public void close() {
      // not ours
    }
  }
}
