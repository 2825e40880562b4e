package dev.kiln.engine.solver;

import java.util.ArrayDeque;

/// The last lines of an output, bounded.
final class LogTail {
  private static final int LINES = 30;
  private static final int LINE_LENGTH = 500;

  private final ArrayDeque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "…" : line);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }
}
