package dev.kiln.engine.context;

import dev.kiln.engine.linux.SlashPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The rules of a `.dockerignore` file or of `--exclude` flags: the last pattern that matches a
/// path or a directory above it decides, and `!` takes back what earlier ones left out.
public final class IgnoreRules {
  /// Rules that leave nothing out.
  public static final IgnoreRules NONE = new IgnoreRules(List.of());

  private final List<Rule> rules;

  private record Rule(Glob glob, boolean exception) {}

  private IgnoreRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// Reads a file: a pattern on each line, `#` in the first column starts a comment.
  ///
  /// @throws PatternException with the line's number
  public static IgnoreRules parse(byte[] content) throws PatternException {
    var text = new String(content, StandardCharsets.UTF_8);
    var lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    var rules = new ArrayList<Rule>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("#")) {
        continue;
      }
      try {
        add(rules, lines.get(i));
      } catch (PatternException e) {
        throw new PatternException("line " + (i + 1) + ": " + e.getMessage());
      }
    }
    return new IgnoreRules(rules);
  }

  /// Makes rules of patterns, in order.
  ///
  /// @throws PatternException if one of them cannot be read
  public static IgnoreRules of(List<String> patterns) throws PatternException {
    var rules = new ArrayList<Rule>();
    for (var pattern : patterns) {
      add(rules, pattern);
    }
    return new IgnoreRules(rules);
  }

  /// Whether a path is left out.
  ///
  /// @param path relative to the context, with `/`
  public boolean excludes(String path) {
    var cleaned = SlashPath.clean(path);
    if (cleaned.equals(".")) {
      return false;
    }
    boolean excluded = false;
    for (var rule : rules) {
      // A rule that would not change the answer is not asked.
      if (rule.exception() == excluded && rule.glob().matchesPathOrParent(cleaned)) {
        excluded = !rule.exception();
      }
    }
    return excluded;
  }

  /// Whether something in the directory or below may be wanted, so that a walk has to enter it.
  public boolean mayContainIncluded(String directory) {
    var cleaned = SlashPath.clean(directory);
    return !excludes(cleaned)
        || rules.stream()
            .filter(Rule::exception)
            .map(Rule::glob)
            .anyMatch(glob -> glob.mayMatchBelow(cleaned) || glob.matchesPathOrParent(cleaned));
  }

  private static void add(List<Rule> rules, String written) throws PatternException {
    var pattern = written.strip();
    boolean exception = pattern.startsWith("!");
    if (exception) {
      pattern = pattern.substring(1).strip();
      if (pattern.isEmpty()) {
        throw new PatternException("bad pattern '!': nothing follows the '!'");
      }
    }
    if (pattern.isEmpty()) {
      return;
    }
    pattern = SlashPath.clean(pattern);
    if (pattern.length() > 1 && pattern.startsWith("/")) {
      pattern = pattern.substring(1);
    }
    rules.add(new Rule(new GlobParser(pattern, true).parse(), exception));
  }
}
