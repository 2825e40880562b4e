package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass over one word, by code points.
final class WordScanner {
  /// What is left as it is.
  enum Mode {
    /// Everything is processed.
    WORD,
    /// Quotes are ordinary characters.
    HEREDOC,
    /// Quotes, escapes and variables are recognised and kept.
    RAW
  }

  static final int END = -1;
  private static final String SPECIAL_PARAMETERS = "@*#?-$!0";

  private final String word;
  private final int[] input;
  private final int escape;
  private final Mode mode;
  private final Lookup env;
  private final Set<String> matched = new LinkedHashSet<>();
  private final Set<String> unmatched = new LinkedHashSet<>();
  private int position;

  WordScanner(String word, char escape, Mode mode, Lookup env) {
    this.word = word;
    this.input = word.codePoints().toArray();
    this.escape = escape;
    this.mode = mode;
    this.env = env;
  }

  Expansion expand() throws ExpansionException {
    try {
      var result = readUntil(END, mode == Mode.RAW);
      return new Expansion(result.text(), result.words(), matched, unmatched);
    } catch (ExpansionException e) {
      throw new ExpansionException("cannot expand \"" + word + "\": " + e.problem());
    }
  }

  int peek() {
    return position < input.length ? input[position] : END;
  }

  int next() {
    return position < input.length ? input[position++] : END;
  }

  /// Reads up to and past a stop character, or to the end.
  ///
  /// @param keepEscapes patterns see their own escapes
  Result readUntil(int stop, boolean keepEscapes) throws ExpansionException {
    var result = new Result();
    while (peek() != END) {
      int c = peek();
      if (c == stop) {
        next();
        return result;
      }
      if (c == '$') {
        result.addUnquoted(readDollar());
      } else if (mode != Mode.HEREDOC && c == '\'') {
        result.addQuoted(readSingleQuotes());
      } else if (mode != Mode.HEREDOC && c == '"') {
        result.addQuoted(readDoubleQuotes(keepEscapes));
      } else if (next() == escape) {
        addEscaped(result, keepEscapes);
      } else {
        result.addUnquoted(Character.toString(c));
      }
    }
    if (stop != END) {
      throw new ExpansionException("the closing '" + Character.toString(stop) + "' is missing");
    }
    return result;
  }

  /// The value of a variable; null when it is not set.
  @Nullable String lookUp(String name) {
    var value = env.get(name);
    (value == null ? unmatched : matched).add(name);
    return value;
  }

  private void addEscaped(Result result, boolean keepEscapes) {
    if (keepEscapes) {
      result.addQuoted(Character.toString(escape));
    }
    int c = next();
    if (c != END) { // an escape at the very end escapes nothing and is dropped
      result.addQuoted(Character.toString(c));
    }
  }

  private String readSingleQuotes() throws ExpansionException {
    int start = position;
    next();
    while (peek() != END && peek() != '\'') {
      next();
    }
    if (next() == END) {
      throw new ExpansionException("the closing single quote is missing");
    }
    return mode == Mode.RAW ? source(start, position) : source(start + 1, position - 1);
  }

  private String readDoubleQuotes(boolean keepEscapes) throws ExpansionException {
    var text = new StringBuilder();
    next();
    while (peek() != '"') {
      int c = peek();
      if (c == END) {
        throw new ExpansionException("the closing double quote is missing");
      }
      if (c == '$') {
        text.append(readDollar());
        continue;
      }
      next();
      if (c == escape) {
        if (keepEscapes) {
          text.appendCodePoint(c);
        }
        if (peek() == END) {
          continue;
        }
        if (peek() == '"' || peek() == '$' || peek() == escape) {
          c = next();
        }
      }
      text.appendCodePoint(c);
    }
    next();
    return mode == Mode.RAW ? '"' + text.toString() + '"' : text.toString();
  }

  private String readDollar() throws ExpansionException {
    int start = position;
    next();
    String value;
    if (peek() == '{') {
      value = new Substitution(this).read();
    } else {
      var name = readName();
      if (name.isEmpty()) {
        return "$";
      }
      value = orEmpty(lookUp(name));
    }
    return mode == Mode.RAW ? source(start, position) : value;
  }

  /// A variable's name, a positional parameter or one of the shell's special parameters.
  String readName() {
    int start = position;
    if (Character.isDigit(peek())) {
      while (Character.isDigit(peek())) {
        next();
      }
    } else if (peek() != END && SPECIAL_PARAMETERS.indexOf(peek()) >= 0) {
      next();
    } else {
      while (peek() == '_' || Character.isLetterOrDigit(peek())) {
        next();
      }
    }
    return source(start, position);
  }

  private String source(int from, int to) {
    return new String(input, from, to - from);
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  /// Text and words as they grow.
  static final class Result {
    private final StringBuilder text = new StringBuilder();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();

    String text() {
      return text.toString();
    }

    List<String> words() {
      endWord();
      return words;
    }

    private void addQuoted(String added) {
      text.append(added);
      current.append(added);
    }

    private void addUnquoted(String added) {
      text.append(added);
      added.codePoints().forEach(this::addToWord);
    }

    private void addToWord(int c) {
      if (isSpace(c)) {
        endWord();
      } else {
        current.appendCodePoint(c);
      }
    }

    private void endWord() {
      if (!current.isEmpty()) {
        words.add(current.toString());
        current.setLength(0);
      }
    }
  }

  /// White space in the sense of the Unicode property, no-break spaces included.
  static boolean isSpace(int c) {
    return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }
}
