package dev.kiln.engine.dockerfile;

/// Where something stands in a file: lines and column count from 1; a heredoc's body belongs to its
/// instruction. `toString` is the form that editors and terminals turn into a link.
public record SourceRange(String file, int startLine, int startColumn, int endLine) {
  @Override
  public String toString() {
    return file + ":" + startLine;
  }
}
