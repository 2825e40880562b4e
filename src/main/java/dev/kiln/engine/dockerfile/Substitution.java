package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// Reads one `${...}`.
final class Substitution {
  private final WordScanner in;

  Substitution(WordScanner in) {
    this.in = in;
  }

  /// Reads from the opening brace past the closing one.
  String read() throws ExpansionException {
    in.next();
    switch (in.peek()) {
      case WordScanner.END -> throw missing('}');
      case '{', '}', ':' -> throw new ExpansionException("bad substitution");
      default -> {}
    }
    var name = in.readName();
    int operator = in.next();
    return switch (operator) {
      case '}' -> orEmpty(in.lookUp(name));
      case '/' -> replace(name);
      case ':' -> orDefault(name, in.next(), true);
      case '+', '-', '?' -> orDefault(name, operator, false);
      case '#' -> trim(name, ShellPattern::trimPrefix, '#');
      case '%' -> trim(name, ShellPattern::trimSuffix, '%');
      case WordScanner.END -> throw missing('}');
      default -> throw unsupported(Character.toString(operator));
    };
  }

  /// `-`, `+` and `?`; after a colon an empty value counts as none.
  private String orDefault(String name, int operator, boolean emptyIsUnset)
      throws ExpansionException {
    if (operator != '+' && operator != '-' && operator != '?') {
      throw operator == WordScanner.END
          ? missing('}')
          : unsupported(":" + Character.toString(operator));
    }
    var word = in.readUntil('}', false).text();
    var value = in.lookUp(name);
    boolean usable = value != null && !(emptyIsUnset && value.isEmpty());
    return switch (operator) {
      case '-' -> usable ? orEmpty(value) : word;
      case '+' -> usable ? word : "";
      default -> {
        if (usable) {
          yield orEmpty(value);
        }
        var state = value == null ? "is not set" : "is empty";
        throw new ExpansionException(name + ": " + (word.isEmpty() ? state : word));
      }
    };
  }

  private String trim(String name, Trim trim, char operator) throws ExpansionException {
    boolean longest = in.peek() == operator;
    if (longest) {
      in.next();
    }
    var pattern = in.readUntil('}', true).text();
    var value = in.lookUp(name);
    return value == null ? "" : trim.apply(ShellPattern.parse(pattern), value, longest);
  }

  private String replace(String name) throws ExpansionException {
    boolean all = in.peek() == '/';
    if (all) {
      in.next();
    }
    var pattern = in.readUntil('/', true).text();
    var replacement = in.readUntil('}', true).text();
    var value = in.lookUp(name);
    return value == null ? "" : ShellPattern.parse(pattern).replace(value, replacement, all);
  }

  private static ExpansionException missing(char what) {
    return new ExpansionException("the closing '" + what + "' is missing");
  }

  private static ExpansionException unsupported(String modifier) {
    return new ExpansionException("the modifier '" + modifier + "' is not supported");
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  @FunctionalInterface
  private interface Trim {
    String apply(ShellPattern pattern, String value, boolean longest);
  }
}
