package dev.kiln.engine.archive;

import io.airlift.compress.v3.deflate.DeflateCompressor;
import io.airlift.compress.v3.deflate.DeflateNativeCompressor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes gzip (RFC 1952) as a row of members, one for each mebibyte of input, which every reader
/// of the format takes for one stream. The time field is zero. Where the fast native compressor
/// does not load, the JDK's writes the same content in other bytes.
final class GzipOutput extends OutputStream {
  private static final int BLOCK = 1 << 20;
  private static final int HEADER_SIZE = 10;
  private static final int TRAILER_SIZE = 8;
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  /// Turns one block into one raw deflate stream at an offset of the target and gives its length.
  private interface BlockCompressor {
    int compress(byte[] block, int length, byte[] target, int offset);
  }

  private final OutputStream target;
  private final BlockCompressor compressor;
  private final CRC32 crc = new CRC32();
  private final byte[] block = new byte[BLOCK];
  private final byte[] member;
  private int filled;
  private boolean any;
  private boolean closed;

  GzipOutput(OutputStream target, int level) {
    this.target = target;
    int bound;
    if (DeflateNativeCompressor.isEnabled()) {
      DeflateCompressor fast = new DeflateNativeCompressor(level);
      bound = fast.maxCompressedLength(BLOCK);
      compressor = (from, n, to, at) -> fast.compress(from, 0, n, to, at, to.length - at);
    } else {
      bound = BLOCK + BLOCK / 1000 + 64;
      compressor = byJdk(level);
    }
    member = new byte[HEADER_SIZE + bound + TRAILER_SIZE];
    System.arraycopy(HEADER, 0, member, 0, HEADER_SIZE);
  }

  private static BlockCompressor byJdk(int level) {
    return (from, n, to, at) -> {
      try (Deflater deflater = new Deflater(Math.min(level, 9), true)) {
        deflater.setInput(from, 0, n);
        deflater.finish();
        int written = 0;
        while (!deflater.finished()) {
          written += deflater.deflate(to, at + written, to.length - at - written);
        }
        return written;
      }
    };
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int done = 0;
    while (done < length) {
      int piece = Math.min(length - done, BLOCK - filled);
      System.arraycopy(buffer, offset + done, block, filled, piece);
      filled += piece;
      done += piece;
      if (filled == BLOCK) {
        writeMember();
      }
    }
  }

  private void writeMember() throws IOException {
    int end = HEADER_SIZE + compressor.compress(block, filled, member, HEADER_SIZE);
    crc.reset();
    crc.update(block, 0, filled);
    putInt(end, (int) crc.getValue());
    putInt(end + 4, filled);
    target.write(member, 0, end + TRAILER_SIZE);
    filled = 0;
    any = true;
  }

  private void putInt(int at, int value) {
    for (int i = 0; i < 4; i++) {
      member[at + i] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (target) {
      if (filled > 0 || !any) {
        writeMember();
      }
    }
  }
}
