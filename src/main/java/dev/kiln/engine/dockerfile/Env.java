package dev.kiln.engine.dockerfile;

import java.util.List;

/// `ENV key=value ...` or, for one variable, `ENV key value`; values keep their quotes.
public record Env(SourceRange range, String text, List<KeyValue> variables) implements Instruction {
  public Env {
    variables = List.copyOf(variables);
  }
}
