package dev.kiln.engine.dockerfile;

/// `ENTRYPOINT command`
public record Entrypoint(SourceRange range, String text, CommandLine command)
    implements Instruction {
  static Entrypoint parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    return new Entrypoint(node.range(), node.text(), CommandLine.parse(node));
  }
}
