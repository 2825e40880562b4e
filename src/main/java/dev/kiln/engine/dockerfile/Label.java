package dev.kiln.engine.dockerfile;

import java.util.List;

/// `LABEL key=value ...` or, for one label, `LABEL key value`; keys and values keep their quotes.
public record Label(SourceRange range, String text, List<KeyValue> labels) implements Instruction {
  public Label {
    labels = List.copyOf(labels);
  }

  static Label parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Pairs(var pairs, _))) {
      throw new InstructionException("LABEL needs a name and a value", "write LABEL name=value");
    }
    if (pairs.stream().anyMatch(pair -> pair.key().isEmpty())) {
      throw new InstructionException("a LABEL has no name in front of '='");
    }
    return new Label(node.range(), node.text(), pairs);
  }
}
