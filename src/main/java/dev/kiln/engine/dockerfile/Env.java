package dev.kiln.engine.dockerfile;

import java.util.List;

/// `ENV key=value ...` or, for one variable, `ENV key value`; values keep their quotes.
public record Env(SourceRange range, String text, List<KeyValue> variables) implements Instruction {
  public Env {
    variables = List.copyOf(variables);
  }

  static Env parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Pairs(var pairs, _))) {
      throw new InstructionException("ENV needs a name and a value", "write ENV name=value");
    }
    if (pairs.stream().anyMatch(pair -> pair.key().isEmpty())) {
      throw new InstructionException("an ENV has no name in front of '='");
    }
    return new Env(node.range(), node.text(), pairs);
  }
}
