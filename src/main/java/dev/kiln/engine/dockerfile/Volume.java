package dev.kiln.engine.dockerfile;

import java.util.List;

/// `VOLUME path ...`
public record Volume(SourceRange range, String text, List<String> paths) implements Instruction {
  public Volume {
    paths = List.copyOf(paths);
  }

  static Volume parse(SyntaxNode node) throws InstructionException {
    Flags.none(node);
    var paths =
        switch (node.arguments()) {
          case Arguments.Words(var words) -> words;
          case Arguments.Json(var words) -> words;
          case Arguments.Text _,
              Arguments.Pairs _,
              Arguments.Check _,
              Arguments.Trigger _,
              Arguments.None _ ->
              List.<String>of();
        };
    if (paths.isEmpty() || paths.stream().anyMatch(String::isBlank)) {
      throw new InstructionException("VOLUME needs a path", "write VOLUME /path");
    }
    return new Volume(node.range(), node.text(), paths);
  }
}
