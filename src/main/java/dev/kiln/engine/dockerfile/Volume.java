package dev.kiln.engine.dockerfile;

import java.util.List;

/// `VOLUME path ...`
public record Volume(SourceRange range, String text, List<String> paths) implements Instruction {
  public Volume {
    paths = List.copyOf(paths);
  }
}
