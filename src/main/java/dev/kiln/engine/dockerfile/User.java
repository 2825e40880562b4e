package dev.kiln.engine.dockerfile;

/// `USER user[:group]`, names or numbers.
public record User(SourceRange range, String text, String user) implements Instruction {
  static User parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Text(var user))) {
      throw new InstructionException("USER needs a user", "write USER name or USER name:group");
    }
    return new User(node.range(), node.text(), user);
  }
}
