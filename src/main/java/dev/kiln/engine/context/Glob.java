package dev.kiln.engine.context;

import java.util.BitSet;
import java.util.List;

/// A compiled pattern. It is run as a set of positions that moves along the path once, so that no
/// pattern, however hostile, takes more than tokens times characters.
record Glob(List<Token> tokens) {
  /// One step of a pattern.
  sealed interface Token {
    /// This code point.
    record Literal(int codePoint) implements Token {}

    /// One of, or none of, these code points; a slash counts like any other.
    record OneOf(boolean negated, List<Range> ranges) implements Token {
      public OneOf {
        ranges = List.copyOf(ranges);
      }

      boolean matches(int c) {
        return ranges.stream().anyMatch(range -> range.first <= c && c <= range.last) != negated;
      }
    }

    /// Any code point but a slash.
    record One() implements Token {}

    /// Any code points but slashes, also none.
    record Many() implements Token {}

    /// Nothing, or anything that ends with a slash.
    record Directories() implements Token {}

    /// Anything, also nothing.
    record Everything() implements Token {}

    /// Code points from the first to the last.
    record Range(int first, int last) {}
  }

  Glob {
    tokens = List.copyOf(tokens);
  }

  boolean matches(String path) {
    var positions = start();
    for (int i = 0; i < path.length() && !positions.isEmpty(); ) {
      int c = path.codePointAt(i);
      positions = step(positions, c);
      i += Character.charCount(c);
    }
    return isEnd(positions);
  }

  /// Whether the path or one of the directories above it matches.
  boolean matchesPathOrParent(String path) {
    var positions = start();
    for (int i = 0; i < path.length() && !positions.isEmpty(); ) {
      int c = path.codePointAt(i);
      if (c == '/' && i > 0 && isEnd(positions)) {
        return true;
      }
      positions = step(positions, c);
      i += Character.charCount(c);
    }
    return isEnd(positions);
  }

  /// Whether some path below the directory could match.
  boolean mayMatchBelow(String directory) {
    var positions = start();
    var prefix = directory + "/";
    for (int i = 0; i < prefix.length() && !positions.isEmpty(); ) {
      int c = prefix.codePointAt(i);
      positions = step(positions, c);
      i += Character.charCount(c);
    }
    return positions.nextSetBit(0) >= 0 && positions.nextSetBit(0) < tokens.size();
  }

  private BitSet start() {
    var positions = new BitSet(tokens.size() + 1);
    enter(positions, 0);
    return positions;
  }

  private boolean isEnd(BitSet positions) {
    return positions.get(tokens.size());
  }

  /// Stands before a token; one that may match nothing can be passed at once.
  private void enter(BitSet positions, int position) {
    positions.set(position);
    for (int i = position; i < tokens.size() && mayBeEmpty(tokens.get(i)); i++) {
      positions.set(i + 1);
    }
  }

  private static boolean mayBeEmpty(Token token) {
    return switch (token) {
      case Token.Many _, Token.Directories _, Token.Everything _ -> true;
      case Token.Literal _, Token.OneOf _, Token.One _ -> false;
    };
  }

  private BitSet step(BitSet positions, int c) {
    var next = new BitSet(tokens.size() + 1);
    int end = tokens.size();
    for (int i = positions.nextSetBit(0); i >= 0 && i < end; i = positions.nextSetBit(i + 1)) {
      switch (tokens.get(i)) {
        case Token.Literal(int wanted) -> enterIf(c == wanted, next, i + 1);
        case Token.OneOf oneOf -> enterIf(oneOf.matches(c), next, i + 1);
        case Token.One _ -> enterIf(c != '/', next, i + 1);
        case Token.Many _ -> enterIf(c != '/', next, i);
        case Token.Everything _ -> enter(next, i);
        case Token.Directories _ -> {
          next.set(i); // inside of it, and it can be left only behind a slash
          enterIf(c == '/', next, i + 1);
        }
      }
    }
    return next;
  }

  private void enterIf(boolean matches, BitSet positions, int position) {
    if (matches) {
      enter(positions, position);
    }
  }
}
