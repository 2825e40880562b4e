package dev.kiln.engine.dockerfile;

import java.util.List;

/// `ARG name[=default] ...`
public record Arg(SourceRange range, String text, List<KeyValue> args) implements Instruction {
  public Arg {
    args = List.copyOf(args);
  }
}
