package dev.kiln.engine.dockerfile;

import java.util.List;

/// `EXPOSE port[-port][/protocol] ...`
public record Expose(SourceRange range, String text, List<String> ports) implements Instruction {
  public Expose {
    ports = List.copyOf(ports);
  }
}
