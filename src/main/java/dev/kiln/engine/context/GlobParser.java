package dev.kiln.engine.context;

import dev.kiln.engine.context.Glob.Token;
import java.util.ArrayList;
import java.util.List;

/// Reads patterns: `*`, `?`, `[a-z]`, `[^a]`, `\` escapes and, in ignore rules, `**`.
final class GlobParser {
  private static final int END = -1;

  private final String pattern;
  private final int[] input;
  private final boolean doubleStars;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  /// A parser of one pattern.
  ///
  /// @param doubleStars whether `**` spans directories
  GlobParser(String pattern, boolean doubleStars) {
    this.pattern = pattern;
    this.input = pattern.codePoints().toArray();
    this.doubleStars = doubleStars;
  }

  Glob parse() throws PatternException {
    while (peek() != END) {
      tokens.add(token());
    }
    return new Glob(tokens);
  }

  private Token token() throws PatternException {
    int c = next();
    return switch (c) {
      case '*' -> star();
      case '?' -> new Token.One();
      case '[' -> characterClass();
      case '\\' -> new Token.Literal(escaped());
      default -> new Token.Literal(c);
    };
  }

  private Token star() {
    if (!doubleStars || peek() != '*') {
      return new Token.Many();
    }
    boolean first = position == 1;
    next();
    if (peek() == '/') {
      next();
    } else if (first && onlyLiteralsFollow()) {
      return new Token.Everything(); // **name means every path that ends so
    }
    return peek() == END ? new Token.Everything() : new Token.Directories();
  }

  private boolean onlyLiteralsFollow() {
    for (int i = position; i < input.length; i++) {
      if ("*?[]\\".indexOf(input[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  private Token characterClass() throws PatternException {
    boolean negated = peek() == '^';
    if (negated) {
      next();
    }
    var ranges = new ArrayList<Token.Range>();
    while (peek() != ']' || ranges.isEmpty()) {
      int first = classMember();
      int last = first;
      if (peek() == '-') {
        next();
        last = classMember();
      }
      ranges.add(new Token.Range(first, last));
    }
    next();
    return new Token.OneOf(negated, ranges);
  }

  private int classMember() throws PatternException {
    int c = next();
    return switch (c) {
      case END -> throw bad("a '[' is not closed");
      case '-', ']' -> throw bad("a '" + Character.toString(c) + "' in brackets needs an escape");
      case '\\' -> escaped();
      default -> c;
    };
  }

  private int escaped() throws PatternException {
    int c = next();
    if (c == END) {
      throw bad("a '\\' at the end escapes nothing");
    }
    return c;
  }

  private PatternException bad(String why) {
    return new PatternException("bad pattern '" + pattern + "': " + why);
  }

  private int peek() {
    return position < input.length ? input[position] : END;
  }

  private int next() {
    return position < input.length ? input[position++] : END;
  }
}
