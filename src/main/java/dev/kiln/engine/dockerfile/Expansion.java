package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Set;

/// What a word became.
///
/// @param text with variables replaced and quotes removed
/// @param words the text split at unquoted white space, that of variables included
/// @param matched the variables that were looked up and found
/// @param unmatched those that were not set
public record Expansion(
    String text, List<String> words, Set<String> matched, Set<String> unmatched) {
  public Expansion {
    words = List.copyOf(words);
    matched = Set.copyOf(matched);
    unmatched = Set.copyOf(unmatched);
  }
}
