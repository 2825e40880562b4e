package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// `ARG name[=default] ...`
public record Arg(SourceRange range, String text, List<KeyValue> args) implements Instruction {
  public Arg {
    args = List.copyOf(args);
  }

  static Arg parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Words(var words))) {
      throw new InstructionException("ARG needs a name", "write ARG name or ARG name=default");
    }
    var args = new ArrayList<KeyValue>();
    for (var word : words) {
      int equals = word.indexOf('=');
      if (equals == 0) {
        throw new InstructionException("an ARG has no name in front of '='");
      }
      args.add(
          equals < 0
              ? new KeyValue(word, null)
              : new KeyValue(word.substring(0, equals), word.substring(equals + 1)));
    }
    return new Arg(node.range(), node.text(), args);
  }
}
