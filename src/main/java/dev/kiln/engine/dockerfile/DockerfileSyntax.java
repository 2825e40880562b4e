package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A Dockerfile as a list of syntax nodes: lines joined, comments dropped, heredocs collected.
///
/// @param problems what could not be read; the nodes are those that could
record DockerfileSyntax(
    Directives directives, List<SyntaxNode> nodes, List<Problem> warnings, List<Problem> problems) {
  DockerfileSyntax {
    nodes = List.copyOf(nodes);
    warnings = List.copyOf(warnings);
    problems = List.copyOf(problems);
  }

  static DockerfileSyntax parse(String file, byte[] content) {
    return new Reader(file, SourceLine.split(content)).read();
  }

  private static final class Reader {
    private final String file;
    private final List<SourceLine> lines;
    private final List<SyntaxNode> nodes = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Directives directives;
    private final Pattern continuation;
    private int position;

    Reader(String file, List<SourceLine> lines) {
      this.file = file;
      this.lines = lines;
      var parser = new DirectiveParser(file);
      this.directives = parser.parse(lines);
      this.problems.addAll(parser.problems());
      var escape = Pattern.quote(Character.toString(directives.escape()));
      // A doubled escape character at the end of a line is escaped itself and continues nothing.
      this.continuation = Pattern.compile("(?<!" + escape + ")" + escape + "[ \\t]*$");
    }

    DockerfileSyntax read() {
      while (position < lines.size()) {
        var line = lines.get(position);
        if (line.isBlank() || line.isComment()) {
          position++;
        } else {
          readInstruction(line);
        }
      }
      return new DockerfileSyntax(directives, nodes, warnings, problems);
    }

    private void readInstruction(SourceLine first) {
      var joined = join(first);
      var range =
          new SourceRange(file, first.number(), column(first), lines.get(position - 1).number());
      if (joined.isBlank()) {
        return;
      }
      try {
        var node = SyntaxNode.parse(range, first.text(), joined, directives.escape());
        nodes.add(node.takesHeredocs() ? readHeredocs(node, joined) : node);
      } catch (InstructionException e) {
        problems.add(new Problem(range, first.text(), e.problem(), e.hint()));
      }
    }

    /// Joins a line with those that continue it.
    private String join(SourceLine first) {
      var joined = new StringBuilder();
      boolean continues = true;
      boolean empty = false;
      while (continues && position < lines.size()) {
        boolean isFirst = position == first.number() - 1;
        var line = take();
        if (!isFirst && line.isComment()) {
          continue;
        }
        if (!isFirst && line.isBlank()) {
          empty = true;
          continue;
        }
        var end = continuation.matcher(line.text());
        continues = end.find();
        var text = continues ? line.text().substring(0, end.start()) : line.text();
        joined.append(isFirst ? text.stripLeading() : text);
      }
      if (empty) {
        var range = new SourceRange(file, first.number(), column(first), position);
        warnings.add(
            new Problem(
                range,
                first.text(),
                "an empty line inside an instruction",
                "remove the empty line or end the instruction before it"));
      }
      return joined.toString();
    }

    private SyntaxNode readHeredocs(SyntaxNode node, String joined) throws InstructionException {
      var heredocs = new ArrayList<Heredoc>();
      for (var marker : HeredocMarker.in(joined)) {
        heredocs.add(readHeredoc(marker));
      }
      return heredocs.isEmpty() ? node : node.withHeredocs(heredocs, position);
    }

    private Heredoc readHeredoc(HeredocMarker marker) throws InstructionException {
      var content = new StringBuilder();
      while (position < lines.size()) {
        var line = take();
        var end = marker.stripTabs() ? line.text().replaceFirst("^\t+", "") : line.text();
        if (end.equals(marker.name())) {
          return new Heredoc(
              marker.name(), marker.expand(), marker.stripTabs(), content.toString());
        }
        content.append(line.text()).append(line.lineBreak());
      }
      throw new InstructionException(
          "the heredoc '" + marker.name() + "' is not terminated",
          "end it with a line that is just " + marker.name());
    }

    private SourceLine take() {
      var line = lines.get(position++);
      if (line.bytes() > SourceLine.MAX_BYTES) {
        report(
            line,
            "the line has " + line.bytes() + " bytes, more than " + SourceLine.MAX_BYTES,
            "continue it on further lines, or use a heredoc or a file");
      }
      if (!line.utf8() && !line.isComment()) {
        report(line, "the line is not UTF-8 text", "save the file as UTF-8");
      }
      return line;
    }

    private void report(SourceLine line, String message, String hint) {
      var range = new SourceRange(file, line.number(), 1, line.number());
      var excerpt = line.text().substring(0, Math.min(80, line.text().length()));
      problems.add(new Problem(range, excerpt, message, hint));
    }

    private static int column(SourceLine line) {
      return line.text().length() - line.text().stripLeading().length() + 1;
    }
  }
}
