package dev.kiln.engine.dockerfile;

import java.util.List;

/// `EXPOSE port[-port][/protocol] ...`
public record Expose(SourceRange range, String text, List<String> ports) implements Instruction {
  public Expose {
    ports = List.copyOf(ports);
  }

  static Expose parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    if (!(node.arguments() instanceof Arguments.Words(var ports))) {
      throw new InstructionException("EXPOSE needs a port", "write EXPOSE 8080 or EXPOSE 53/udp");
    }
    return new Expose(node.range(), node.text(), ports);
  }
}
