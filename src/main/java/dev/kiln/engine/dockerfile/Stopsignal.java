package dev.kiln.engine.dockerfile;

/// `STOPSIGNAL signal`, a name or a number.
public record Stopsignal(SourceRange range, String text, String signal) implements Instruction {
  static Stopsignal parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Text(var signal))) {
      throw new InstructionException("STOPSIGNAL needs a signal", "write STOPSIGNAL SIGTERM");
    }
    return new Stopsignal(node.range(), node.text(), signal);
  }
}
