package dev.kiln.engine.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads gzip (RFC 1952), all members up to the end of the input whatever it has available at their
/// borders, and checks each one's sum and length.
final class GzipInput extends InputStream {
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] input = new byte[64 * 1024];
  private int position;
  private int limit;
  private boolean ended;

  GzipInput(InputStream in) throws IOException {
    this.in = in;
    if (!startMember()) {
      throw new EOFException("gzip: the input is empty");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    while (!ended && length > 0) {
      int n = inflate(buffer, offset, length);
      if (n > 0) {
        crc.update(buffer, offset, n);
        return n;
      }
      if (inflater.finished()) {
        endMember();
        ended = !startMember();
      } else if (inflater.needsInput()) {
        feed();
      } else {
        throw new IOException("gzip: the data need a dictionary, which the format does not have");
      }
    }
    return length == 0 ? 0 : -1;
  }

  private int inflate(byte[] buffer, int offset, int length) throws IOException {
    try {
      return inflater.inflate(buffer, offset, length);
    } catch (DataFormatException e) {
      throw new IOException("gzip: the data are damaged", e);
    }
  }

  private void feed() throws IOException {
    if (!fill()) {
      throw new EOFException("gzip: the input ends within the data");
    }
    inflater.setInput(input, position, limit - position);
    position = limit;
  }

  /// Reads a member's header; false at the end of the input.
  private boolean startMember() throws IOException {
    int first = next();
    while (first == 0 && inflater.finished()) {
      first = next(); // tapes and block devices pad with zeros
    }
    if (first < 0) {
      return false;
    }
    if (first != 0x1F || require() != 0x8B || require() != 8) {
      throw new IOException("gzip: what follows is not gzip");
    }
    int flags = require();
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(require() | require() << 8);
    }
    for (int flag : new int[] {FLAG_NAME, FLAG_COMMENT}) {
      if ((flags & flag) != 0) {
        while (require() != 0) {
          // not kept, so its length does not matter
        }
      }
    }
    skip((flags & FLAG_HEADER_CRC) != 0 ? 2 : 0);
    inflater.reset();
    crc.reset();
    inflater.setInput(input, position, limit - position);
    position = limit;
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    if (requireInt() != (int) crc.getValue()) {
      throw new IOException("gzip: the checksum does not match the data");
    }
    if (requireInt() != (int) inflater.getBytesWritten()) {
      throw new IOException("gzip: the length does not match the data");
    }
  }

  private int requireInt() throws IOException {
    return require() | require() << 8 | require() << 16 | require() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      require();
    }
  }

  private int require() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException("gzip: the input ends early");
    }
    return b;
  }

  private int next() throws IOException {
    return position < limit || fill() ? input[position++] & 0xFF : -1;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(in.read(input, 0, input.length), 0);
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.close();
    ended = true;
    in.close();
  }
}
