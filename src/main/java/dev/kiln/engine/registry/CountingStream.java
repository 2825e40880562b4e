package dev.kiln.engine.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Knows how many bytes were read from it; any thread may ask.
final class CountingStream extends FilterInputStream {
  private volatile long count;

  CountingStream(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads, others only look
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      count++;
    }
    return b;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads, others only look
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      count += read;
    }
    return read;
  }
}
