package dev.kiln.engine.dockerfile;

/// `WORKDIR path`; a relative path goes on from the one before.
public record Workdir(SourceRange range, String text, String path) implements Instruction {
  static Workdir parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Text(var path))) {
      throw new InstructionException("WORKDIR needs a path", "write WORKDIR /path");
    }
    return new Workdir(node.range(), node.text(), path);
  }
}
