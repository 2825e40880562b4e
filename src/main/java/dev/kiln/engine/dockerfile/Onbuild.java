package dev.kiln.engine.dockerfile;

import java.util.Locale;

/// `ONBUILD instruction`
///
/// @param trigger the text that goes into the image's configuration
/// @param instruction the same, parsed
public record Onbuild(SourceRange range, String text, String trigger, Instruction instruction)
    implements Instruction {
  static Onbuild parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Trigger(var inner))) {
      throw new InstructionException("ONBUILD needs an instruction", "write ONBUILD RUN command");
    }
    checkAllowed(inner.keyword());
    var trigger = new StringBuilder(node.rest());
    node.heredocs().forEach(each -> trigger.append('\n').append(each.source()));
    return new Onbuild(
        node.range(), node.text(), trigger.toString(), InstructionParser.parse(inner));
  }

  /// @param keyword in lower case
  static void checkAllowed(String keyword) throws InstructionException {
    switch (keyword) {
      case "onbuild", "from", "maintainer" ->
          throw new InstructionException(
              keyword.toUpperCase(Locale.ROOT) + " is not allowed in ONBUILD",
              "ONBUILD takes any instruction but ONBUILD, FROM and MAINTAINER");
      default -> {}
    }
  }
}
