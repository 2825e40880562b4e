package dev.kiln.engine.dockerfile;

import java.util.List;

/// `SHELL ["program", "argument", ...]`, in front of every shell form that follows.
public record Shell(SourceRange range, String text, List<String> args) implements Instruction {
  public Shell {
    args = List.copyOf(args);
  }
}
