package dev.kiln.engine.dockerfile;

import java.util.List;

/// Expands words as a Dockerfile means them: quotes, escapes, `$name` and the `${name...}` forms.
///
/// @param escape the escape character of the file
public record Words(char escape) {
  /// The word with variables replaced, quotes and escapes removed.
  public String expand(String word, Lookup env) throws ExpansionException {
    return expansion(word, env).text();
  }

  /// The same, split at white space that is not quoted; white space inside variables splits too.
  public List<String> expandWords(String word, Lookup env) throws ExpansionException {
    return expansion(word, env).words();
  }

  /// The same, with the names that were looked up.
  public Expansion expansion(String word, Lookup env) throws ExpansionException {
    return new WordScanner(word, escape, WordScanner.Mode.WORD, env).expand();
  }

  /// Expands the body of a heredoc, where quotes mean nothing and `\` escapes whatever the file's
  /// escape character is.
  public static String expandHeredoc(String body, Lookup env) throws ExpansionException {
    return new WordScanner(body, '\\', WordScanner.Mode.HEREDOC, env).expand().text();
  }

  /// Splits at unquoted white space and changes nothing else: quotes, escapes and variables stay.
  static List<String> splitRaw(String text) throws ExpansionException {
    return new WordScanner(text, '\\', WordScanner.Mode.RAW, Lookup.EMPTY).expand().words();
  }
}
