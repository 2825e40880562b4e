package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One instruction as syntax: nothing is known yet of what it may say.
///
/// @param range where it stands
/// @param lineText its first line, for messages
/// @param keyword in lower case
/// @param flags with their leading `--`, quotes removed
/// @param rest what follows the keyword, continued lines joined
record SyntaxNode(
    SourceRange range,
    String lineText,
    String keyword,
    List<String> flags,
    Arguments arguments,
    String rest,
    List<Heredoc> heredocs) {
  private static final Set<String> TAKES_HEREDOCS = Set.of("run", "copy", "add");

  SyntaxNode {
    flags = List.copyOf(flags);
    heredocs = List.copyOf(heredocs);
  }

  /// Takes a joined line apart.
  static SyntaxNode parse(SourceRange range, String lineText, String line, char escape)
      throws InstructionException {
    var parts = ArgumentParser.WHITE_SPACE.split(line.strip(), 2);
    var keyword = parts[0].toLowerCase(Locale.ROOT);
    var rest = parts.length < 2 ? "" : parts[1].strip();
    var flags = new ArrayList<String>();
    var unflagged = new FlagScanner(rest, escape).scan(flags).strip();
    var arguments =
        keyword.equals("onbuild") && !unflagged.isEmpty()
            ? new Arguments.Trigger(parse(range, lineText, unflagged, escape))
            : new ArgumentParser(escape).parse(keyword, unflagged);
    return new SyntaxNode(range, lineText, keyword, flags, arguments, rest, List.of());
  }

  /// Whether `<<NAME` on its line starts a heredoc.
  boolean takesHeredocs() {
    if (arguments instanceof Arguments.Trigger(var node)) {
      return node.takesHeredocs();
    }
    return TAKES_HEREDOCS.contains(keyword) && !(arguments instanceof Arguments.Json);
  }

  /// The same with the heredocs that follow its line, which end in `endLine`.
  SyntaxNode withHeredocs(List<Heredoc> found, int endLine) {
    var longer = new SourceRange(range.file(), range.startLine(), range.startColumn(), endLine);
    var deeper =
        arguments instanceof Arguments.Trigger(var node)
            ? new Arguments.Trigger(node.withHeredocs(found, endLine))
            : arguments;
    return new SyntaxNode(longer, lineText, keyword, flags, deeper, rest, found);
  }

  /// The instruction as a user reads it.
  String text() {
    var name = keyword.toUpperCase(Locale.ROOT);
    return rest.isEmpty() ? name : name + " " + rest;
  }

  Problem problem(String message, @Nullable String hint) {
    return new Problem(range, lineText, message, hint);
  }
}
