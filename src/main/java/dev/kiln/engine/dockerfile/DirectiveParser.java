package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the parser directives, `# name=value` comments at the very top. The first line that is
/// none, or whose name is unknown, ends them.
final class DirectiveParser {
  private static final Pattern DIRECTIVE =
      Pattern.compile("^\\s*#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
  private static final Set<String> NAMES = Set.of("syntax", "escape", "check");

  private final String file;
  private final Map<String, String> values = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  DirectiveParser(String file) {
    this.file = file;
  }

  Directives parse(List<SourceLine> lines) {
    for (var line : lines) {
      var directive = DIRECTIVE.matcher(line.text());
      if (!directive.find()) {
        break;
      }
      var name = directive.group(1).toLowerCase(Locale.ROOT);
      if (!NAMES.contains(name)) {
        break;
      }
      add(line, name, directive.group(2));
    }
    return new Directives(values.get("syntax"), escape(), values.get("check"));
  }

  List<Problem> problems() {
    return problems;
  }

  private void add(SourceLine line, String name, String value) {
    if (values.putIfAbsent(name, value) != null) {
      report(line, "the parser directive '" + name + "' is given twice", "keep one of them");
    } else if (name.equals("escape") && !value.equals("\\") && !value.equals("`")) {
      report(line, "the escape character cannot be '" + value + "'", "it is either \\ or `");
    }
  }

  private char escape() {
    return "`".equals(values.get("escape")) ? '`' : '\\';
  }

  private void report(SourceLine line, String message, String hint) {
    var range = new SourceRange(file, line.number(), 1, line.number());
    problems.add(new Problem(range, line.text(), message, hint));
  }
}
