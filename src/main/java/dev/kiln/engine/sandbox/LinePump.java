package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// Hands a stream on by lines, in bounded memory. Reads it to its end whatever becomes of the
/// lines, since a writer whose pipe is full would never end.
final class LinePump implements Runnable {
  private static final int LONGEST = 16 * 1024;

  private final InputStream source;
  private final OutputSink.Channel channel;
  private final OutputSink sink;
  private final Lock turn;
  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean cut;
  private @Nullable RuntimeException failure;

  /// @param turn held while the sink is called
  LinePump(InputStream source, OutputSink.Channel channel, OutputSink sink, Lock turn) {
    this.source = source;
    this.channel = channel;
    this.sink = sink;
    this.turn = turn;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[LONGEST];
    try (source) {
      int count = source.read(buffer);
      while (count >= 0) {
        take(buffer, count);
        count = source.read(buffer);
      }
    } catch (IOException e) {
      // the pipe was closed under the reader: the step was killed
    }
    if (length > 0) {
      emit(length);
    }
  }

  private void take(byte[] buffer, int count) {
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        // the part that just filled the buffer has been handed on already
        if (length > 0 || !cut) {
          emit(length);
        }
        cut = false;
      } else {
        line[length++] = buffer[i];
        if (length == LONGEST) {
          emit(wholeCharacters());
          cut = true;
        }
      }
    }
  }

  /// How much of a full buffer ends with a whole UTF-8 character.
  private int wholeCharacters() {
    int end = length;
    while (end > length - 4 && (line[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    boolean lead = (line[end - 1] & 0xC0) == 0xC0;
    int needed = lead ? Integer.numberOfLeadingZeros(~(line[end - 1] << 24)) : 1;
    return lead && length - end + 1 < needed ? end - 1 : length;
  }

  private void emit(int end) {
    int shown = end > 0 && end < LONGEST && line[end - 1] == '\r' ? end - 1 : end;
    String text = new String(line, 0, shown, StandardCharsets.UTF_8);
    System.arraycopy(line, end, line, 0, length - end);
    length -= end;
    if (failure != null) {
      return;
    }
    turn.lock();
    try {
      sink.line(channel, text);
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      turn.unlock();
    }
  }

  /// Why the sink took no more, if so; to be asked after the end.
  @Nullable RuntimeException failure() {
    return failure;
  }
}
