package dev.kiln.engine.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to authenticate that a server offers (RFC 9110, section 11.6.1).
///
/// @param scheme lower case, such as `bearer`
/// @param parameters by lower-case name
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAX_LENGTH = 16 << 10;

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /// Reads the values of `WWW-Authenticate` headers; what has no such form is left out.
  static List<Challenge> parse(List<String> headers) {
    var challenges = new ArrayList<Challenge>();
    for (String header : headers) {
      if (header.length() <= MAX_LENGTH) {
        new Parser(header).into(challenges);
      }
    }
    return challenges;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    void into(List<Challenge> challenges) {
      String scheme = null;
      var parameters = new HashMap<String, String>();
      while (at < text.length()) {
        skip(" \t,");
        String token = token();
        if (token.isEmpty()) {
          break;
        }
        skip(" \t");
        if (at < text.length() && text.charAt(at) == '=') {
          at++;
          skip(" \t");
          parameters.put(token.toLowerCase(Locale.ROOT), value());
        } else {
          if (scheme != null) {
            challenges.add(new Challenge(scheme, parameters));
            parameters.clear();
          }
          scheme = token.toLowerCase(Locale.ROOT);
        }
      }
      if (scheme != null) {
        challenges.add(new Challenge(scheme, parameters));
      }
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private String token() {
      int start = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return token();
      }
      var value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
  }
}
