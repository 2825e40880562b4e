package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// Splits at white space outside of quotes. Quotes and escapes stay: expansion removes them.
///
/// @param escape the file's escape character
record QuotedWords(char escape) {
  List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    int quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && WordScanner.isSpace(c)) {
        endWord(words, word);
        continue;
      }
      if (c == escape && quote != '\'') {
        if (i + 1 == text.length()) {
          break; // an escape at the very end escapes nothing
        }
        word.append(c).append(text.charAt(++i));
        continue;
      }
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      }
      word.append(c);
    }
    endWord(words, word);
    return words;
  }

  private static void endWord(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
