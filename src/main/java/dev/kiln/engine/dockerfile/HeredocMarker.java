package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `<<NAME`, `<<-NAME` or `<<"NAME"` on an instruction's line, which announces a heredoc.
record HeredocMarker(String name, boolean expand, boolean stripTabs) {
  private static final Pattern SHAPE = Pattern.compile("\\d*<<(-?)([^<]+)");

  /// The markers on a line, in order. What cannot be split into words has none: that is for the
  /// shell to judge.
  static List<HeredocMarker> in(String line) {
    if (!line.contains("<<")) {
      return List.of();
    }
    try {
      var markers = new ArrayList<HeredocMarker>();
      for (var word : Words.splitRaw(line)) {
        parse(word).ifPresent(markers::add);
      }
      return markers;
    } catch (ExpansionException e) {
      return List.of();
    }
  }

  /// Whether the text is one marker and nothing else.
  static boolean isOnly(String text) {
    return parse(text.strip()).isPresent();
  }

  static Optional<HeredocMarker> parse(String word) {
    var shape = SHAPE.matcher(word);
    if (!shape.matches()) {
      return Optional.empty();
    }
    try {
      var raw = Words.splitRaw(shape.group(2));
      if (raw.size() != 1) {
        return Optional.empty();
      }
      var name = unquote(raw.getFirst());
      boolean quoted = raw.getFirst().indexOf('"') >= 0 || raw.getFirst().indexOf('\'') >= 0;
      return Optional.of(new HeredocMarker(name, !quoted, !shape.group(1).isEmpty()));
    } catch (ExpansionException e) {
      return Optional.empty();
    }
  }

  /// Removes quotes and escapes; a `$` in the name is a character like any other.
  private static String unquote(String word) throws ExpansionException {
    return new Words('\\').expand(word, name -> "$" + name);
  }
}
