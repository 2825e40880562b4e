package dev.kiln.engine.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pattern of `${name#pattern}` and its kin: `*`, `?` and `\` escapes, no brackets.
record ShellPattern(Pattern regex) {
  static ShellPattern parse(String pattern) throws ExpansionException {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^\\n]*");
        case '?' -> regex.append("[^\\n]");
        case '\\' -> {
          i++;
          if (i == pattern.length() || "*?\\}/".indexOf(pattern.charAt(i)) < 0) {
            throw new ExpansionException(
                "the pattern \"" + pattern + "\" has an escape of what needs none");
          }
          regex.append(Pattern.quote(pattern.substring(i, i + 1)));
        }
        default -> regex.append(Pattern.quote(Character.toString(c)));
      }
    }
    return new ShellPattern(Pattern.compile(regex.toString()));
  }

  String trimPrefix(String value, boolean longest) {
    var matcher = regex.matcher(value);
    int cut = 0;
    for (int end = 0; end <= value.length(); end++) {
      if (matcher.region(0, end).matches()) {
        cut = end;
        if (!longest) {
          break;
        }
      }
    }
    return value.substring(cut);
  }

  String trimSuffix(String value, boolean longest) {
    var matcher = regex.matcher(value);
    int cut = value.length();
    for (int start = value.length(); start >= 0; start--) {
      if (matcher.region(start, value.length()).matches()) {
        cut = start;
        if (!longest) {
          break;
        }
      }
    }
    return value.substring(0, cut);
  }

  String replace(String value, String replacement, boolean all) {
    var matcher = regex.matcher(value);
    var literal = Matcher.quoteReplacement(replacement);
    return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal);
  }
}
