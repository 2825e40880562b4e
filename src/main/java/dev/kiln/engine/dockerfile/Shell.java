package dev.kiln.engine.dockerfile;

import java.util.List;

/// `SHELL ["program", "argument", ...]`, in front of every shell form that follows.
public record Shell(SourceRange range, String text, List<String> args) implements Instruction {
  public Shell {
    args = List.copyOf(args);
  }

  static Shell parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Json(var args)) || args.isEmpty()) {
      throw new InstructionException(
          "SHELL needs a program and its arguments as a JSON array",
          "write SHELL [\"/bin/sh\", \"-c\"]");
    }
    return new Shell(node.range(), node.text(), args);
  }
}
