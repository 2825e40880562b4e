package dev.kiln.engine.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ends reads from a peer that says nothing more, which the HTTP client itself waits for without
/// end.
final class SilenceGuard implements AutoCloseable {
  private final Duration patience;
  private final Thread watcher;
  private volatile @Nullable Waiting waiting;

  private record Waiting(InputStream stream, long since) {}

  SilenceGuard(Duration patience) {
    this.patience = patience;
    this.watcher = Thread.ofVirtual().unstarted(this::watch);
  }

  /// Reads as [InputStream#read(byte[], int, int)] does; the stream is closed when nothing comes.
  int read(InputStream in, byte[] buffer, int offset, int length) throws IOException {
    waiting = new Waiting(in, System.nanoTime());
    if (watcher.getState() == Thread.State.NEW) {
      watcher.start();
    }
    try {
      return in.read(buffer, offset, length);
    } finally {
      waiting = null;
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(patience.dividedBy(4));
        Waiting now = waiting;
        if (now != null && System.nanoTime() - now.since > patience.toNanos()) {
          close(now.stream);
        }
      }
    } catch (InterruptedException e) {
      // The download is over.
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // The reader sees the end.
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
