package dev.kiln.engine.context;

/// A wildcard of `COPY` and `ADD`, in the manner of Go's `filepath.Match`: `*` and `?` do not match
/// a slash, brackets hold characters and ranges, `\` escapes.
public final class GlobPattern {
  private final Glob glob;

  private GlobPattern(Glob glob) {
    this.glob = glob;
  }

  /// Reads a pattern.
  ///
  /// @throws PatternException if a bracket or an escape is not complete
  public static GlobPattern parse(String pattern) throws PatternException {
    return new GlobPattern(new GlobParser(pattern, false).parse());
  }

  /// Whether the text has a character with a meaning in patterns.
  public static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  /// Whether the whole name matches; several components are separated by `/`.
  public boolean matches(String name) {
    return glob.matches(name);
  }
}
