package dev.kiln.engine.dockerfile;

/// `MAINTAINER name`, deprecated in favour of a label.
public record Maintainer(SourceRange range, String text, String name) implements Instruction {
  static Maintainer parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Text(var name))) {
      throw new InstructionException(
          "MAINTAINER needs a name", "write LABEL org.opencontainers.image.authors=name");
    }
    return new Maintainer(node.range(), node.text(), name);
  }
}
