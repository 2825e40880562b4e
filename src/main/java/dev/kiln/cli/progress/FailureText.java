package dev.kiln.cli.progress;

import dev.kiln.builder.SafeText;
import dev.kiln.engine.BuildException.Failure;
import java.util.ArrayList;
import java.util.List;

/// A failure as people read it: the failing step's last output, the place in the Dockerfile with
/// its lines marked, then cause and remedy.
final class FailureText {
  private static final String RULE = "--------------------";
  private static final int LOG_LINES = 20;

  private FailureText() {}

  static List<String> of(Failure failure) {
    var lines = new ArrayList<String>();
    addLog(lines, failure);
    if (!tellsItsPlace(failure)) {
      addPlace(lines, failure);
    }
    lines.add(error(failure.message()));
    return lines;
  }

  static String error(String message) {
    return "ERROR: " + SafeText.lines(message);
  }

  private static void addLog(List<String> lines, Failure failure) {
    String log = failure.log();
    if (log == null || log.isBlank()) {
      return;
    }
    List<String> all = log.stripTrailing().lines().map(SafeText::line).toList();
    lines.add("------");
    String instruction = failure.instruction();
    if (instruction != null) {
      lines.add(" > " + SafeText.oneLine(instruction) + ":");
    }
    lines.addAll(all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
    lines.add("------");
  }

  private static void addPlace(List<String> lines, Failure failure) {
    Integer line = failure.line();
    if (failure.file() == null || line == null) {
      return;
    }
    lines.add(SafeText.line(failure.file()) + ":" + line);
    String instruction = failure.instruction();
    if (instruction == null) {
      return;
    }
    lines.add(RULE);
    int number = line;
    for (String source : instruction.stripTrailing().split("\\R", -1)) {
      lines.add("%4d | >>> %s".formatted(number++, SafeText.line(source)));
    }
    lines.add(RULE);
  }

  /// Whether the message begins with the place, as those of the Dockerfile's parser do.
  private static boolean tellsItsPlace(Failure failure) {
    return failure.file() != null
        && failure.line() != null
        && failure.message().startsWith(failure.file() + ":" + failure.line() + ":");
  }
}
