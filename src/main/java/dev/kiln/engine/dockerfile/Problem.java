package dev.kiln.engine.dockerfile;

import org.jspecify.annotations.Nullable;

/// One finding in a Dockerfile, an error or a warning: the place, the source line, the cause and,
/// where one is known, the remedy.
public record Problem(SourceRange range, String lineText, String message, @Nullable String hint) {

  /// A finding about an instruction that was parsed, as the planner meets it.
  public static Problem at(Instruction instruction, String message, @Nullable String hint) {
    return new Problem(instruction.range(), instruction.text(), message, hint);
  }

  /// The finding as a person reads it, over several lines without a final line break.
  public String format() {
    var text = new StringBuilder().append(range).append(": ").append(message);
    if (!lineText.isBlank()) {
      text.append("\n  ").append(range.startLine()).append(" | ").append(lineText.strip());
    }
    if (hint != null) {
      text.append("\n  ").append(hint);
    }
    return text.toString();
  }
}
