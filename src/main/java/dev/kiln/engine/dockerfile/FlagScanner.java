package dev.kiln.engine.dockerfile;

import java.util.List;

/// Takes the flags from the front of an instruction's arguments. Quotes and escapes in flags are
/// resolved here; `--` alone ends them.
final class FlagScanner {
  private final String text;
  private final char escape;
  private int position;

  FlagScanner(String text, char escape) {
    this.text = text;
    this.escape = escape;
  }

  /// The text after the flags.
  ///
  /// @param flags receives the flags
  String scan(List<String> flags) {
    while (true) {
      skipSpace();
      if (!text.startsWith("--", position)) {
        return text.substring(position);
      }
      var flag = readWord();
      if (flag.equals("--")) {
        return text.substring(position);
      }
      flags.add(flag);
    }
  }

  private void skipSpace() {
    while (position < text.length() && WordScanner.isSpace(text.charAt(position))) {
      position++;
    }
  }

  private String readWord() {
    var word = new StringBuilder();
    int quote = 0;
    for (; position < text.length(); position++) {
      char c = text.charAt(position);
      if (quote == 0 && WordScanner.isSpace(c)) {
        break;
      }
      if (c == escape) {
        if (position + 1 < text.length()) {
          word.append(text.charAt(++position));
        }
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }
}
