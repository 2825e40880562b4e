package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/// The arguments that `COPY` and `ADD` share.
///
/// @param inline the sources that are heredocs
record SourcesAndDestination(List<String> sources, String destination, List<Heredoc> inline) {
  static SourcesAndDestination parse(SyntaxNode node) throws InstructionException {
    var keyword = node.keyword().toUpperCase(Locale.ROOT);
    var words =
        switch (node.arguments()) {
          case Arguments.Words(var given) -> given;
          case Arguments.Json(var given) -> given;
          case Arguments.Text _,
              Arguments.Pairs _,
              Arguments.Check _,
              Arguments.Trigger _,
              Arguments.None _ ->
              List.<String>of();
        };
    if (words.size() < 2) {
      throw new InstructionException(
          keyword + " needs a source and a destination",
          "write " + keyword + " source destination");
    }
    var destination = words.getLast();
    if (!node.heredocs().isEmpty() && HeredocMarker.isOnly(destination)) {
      throw new InstructionException(
          keyword + " cannot take a heredoc as its destination",
          "write the destination after the heredoc");
    }
    return split(keyword, words.subList(0, words.size() - 1), destination, node.heredocs());
  }

  private static SourcesAndDestination split(
      String keyword, List<String> words, String destination, List<Heredoc> heredocs)
      throws InstructionException {
    var byName = new HashMap<String, Heredoc>();
    heredocs.forEach(heredoc -> byName.put(heredoc.name(), heredoc));
    var sources = new ArrayList<String>();
    var inline = new ArrayList<Heredoc>();
    for (var word : words) {
      var heredoc = HeredocMarker.parse(word).map(marker -> byName.get(marker.name()));
      heredoc.ifPresentOrElse(inline::add, () -> sources.add(word));
    }
    boolean literal = !destination.contains("$");
    if (words.size() > 1 && literal && !isDirectory(destination)) {
      throw new InstructionException(
          keyword + " with several sources needs a directory as its destination",
          "end it with a slash: " + destination + "/");
    }
    return new SourcesAndDestination(sources, destination, inline);
  }

  private static boolean isDirectory(String destination) {
    return destination.endsWith("/")
        || destination.equals(".")
        || destination.equals("..")
        || destination.endsWith("/.")
        || destination.endsWith("/..");
  }
}
