package dev.kiln.engine.archive;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/// How an archive is compressed, told by its first bytes and never by a name.
public enum Compression {
  NONE,
  GZIP,
  ZSTD,
  XZ,
  BZIP2;

  /// How many first bytes [#detect] needs.
  public static final int HEAD_SIZE = 10;

  /// What `xz -9` needs is 65 MiB; a file can ask for gigabytes.
  private static final int XZ_MEMORY_KIB = 256 * 1024;

  private static final int BUFFER = 128 * 1024;

  /// What content that starts with these bytes is compressed by.
  public static Compression detect(byte[] head) {
    if (startsWith(head, 0x1F, 0x8B, 8)) {
      return GZIP;
    }
    if (startsWith(head, 0x28, 0xB5, 0x2F, 0xFD) || isZstdSkippable(head)) {
      return ZSTD;
    }
    if (startsWith(head, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    return isBzip2(head) ? BZIP2 : NONE;
  }

  /// Decompresses by what the first bytes say; closing it closes `in`.
  public static InputStream decompressAny(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD_SIZE);
    return detect(head).decompress(new SequenceInputStream(new ByteArrayInputStream(head), in));
  }

  /// Decompresses all members or frames that follow each other; closing it closes `in`.
  public InputStream decompress(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GzipInput(in);
      case ZSTD -> new ZstdInputStream(new BufferedInputStream(in, BUFFER));
      case XZ -> new XZInputStream(new BufferedInputStream(in, BUFFER), XZ_MEMORY_KIB);
      case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER), true);
    };
  }

  /// Compresses so that the same bytes in give the same bytes out; closing it closes `out`.
  ///
  /// @throws IllegalArgumentException for a format that is only read
  public OutputStream compress(OutputStream out, int level) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GzipOutput(out, level);
      case ZSTD -> new ZstdOutputStream(new BufferedOutputStream(out, BUFFER), level);
      case XZ, BZIP2 -> throw new IllegalArgumentException("layers are not written as " + this);
    };
  }

  /// The level that costs little time for most of the gain.
  public int defaultLevel() {
    return switch (this) {
      case GZIP -> 6;
      case ZSTD -> 3;
      case NONE, XZ, BZIP2 -> 0;
    };
  }

  private static boolean isZstdSkippable(byte[] head) {
    return head.length >= 4
        && (head[0] & 0xF0) == 0x50
        && startsWith(Arrays.copyOfRange(head, 1, 4), 0x2A, 0x4D, 0x18);
  }

  private static boolean isBzip2(byte[] head) {
    if (head.length < HEAD_SIZE || !startsWith(head, 'B', 'Z', 'h')) {
      return false;
    }
    byte[] block = Arrays.copyOfRange(head, 4, HEAD_SIZE);
    return head[3] >= '1'
        && head[3] <= '9'
        && (startsWith(block, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59)
            || startsWith(block, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90));
  }

  private static boolean startsWith(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
