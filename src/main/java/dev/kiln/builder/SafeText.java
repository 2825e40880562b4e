package dev.kiln.builder;

import java.util.regex.Pattern;

/// Text of strangers (a step's output, a Dockerfile, a registry's error) made safe to show: nothing
/// in it moves a cursor, changes a terminal's state, or reorders what a reader sees.
public final class SafeText {
  /// Control sequences of ECMA-48: CSI …, OSC … and its like, and two-byte escapes.
  private static final Pattern SEQUENCES =
      Pattern.compile(
          "(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]"
              + "|\u001b[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)"
              + "|\u001b[ -/]*[0-OQ-WYZ\\\\`-~]");

  private static final int TAB_STOP = 8;
  private static final char REPLACEMENT = '\ufffd';

  private SafeText() {}

  /// One line: sequences that colour it or move the cursor are gone, tabs are spaces, what a
  /// carriage return would have overwritten is gone, other control characters show as `\ufffd`.
  public static String line(String text) {
    if (isPlain(text)) {
      return text;
    }
    String line = lastOverwrite(SEQUENCES.matcher(text).replaceAll(""));
    var safe = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        safe.repeat(' ', TAB_STOP - safe.length() % TAB_STOP);
      } else {
        safe.append(isUnsafe(c) ? REPLACEMENT : c);
      }
    }
    return safe.toString();
  }

  /// Several lines; their ends stay.
  public static String lines(String text) {
    return text.lines()
        .map(SafeText::line)
        .reduce((above, below) -> above + "\n" + below)
        .orElse("");
  }

  /// The text in one line: line ends and what surrounds them become one space.
  public static String oneLine(String text) {
    return line(text.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> isUnsafe((char) c));
  }

  /// Progress bars write a line over and over, with carriage returns between.
  private static String lastOverwrite(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    return line.substring(line.lastIndexOf('\r', end - 1) + 1, end);
  }

  private static boolean isUnsafe(char c) {
    return c < ' '
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u2028'
        || c == '\u2029';
  }
}
