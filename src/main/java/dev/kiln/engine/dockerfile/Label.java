package dev.kiln.engine.dockerfile;

import java.util.List;

/// `LABEL key=value ...` or, for one label, `LABEL key value`; keys and values keep their quotes.
public record Label(SourceRange range, String text, List<KeyValue> labels) implements Instruction {
  public Label {
    labels = List.copyOf(labels);
  }
}
