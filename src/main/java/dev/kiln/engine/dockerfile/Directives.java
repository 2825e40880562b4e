package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// The parser directives at the top of a Dockerfile, values as written.
///
/// @param escape the character that continues lines and escapes: `\` or a backtick
public record Directives(@Nullable String syntax, char escape, @Nullable String check) {
  /// What holds in a file without directives.
  public static final Directives DEFAULT = new Directives(null, '\\', null);
}
