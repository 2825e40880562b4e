package dev.kiln.engine.dockerfile;

/// `CMD command`
public record Cmd(SourceRange range, String text, CommandLine command) implements Instruction {
  static Cmd parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    return new Cmd(node.range(), node.text(), CommandLine.parse(node));
  }
}
