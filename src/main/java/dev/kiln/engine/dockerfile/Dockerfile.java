package dev.kiln.engine.dockerfile;

import java.util.List;

/// A parsed Dockerfile, structurally sound and not yet expanded.
///
/// @param name as messages show it
/// @param globalArgs the `ARG`s before the first `FROM`
/// @param warnings what is allowed but should not be
public record Dockerfile(
    String name,
    Directives directives,
    List<Arg> globalArgs,
    List<Stage> stages,
    List<Problem> warnings) {
  public Dockerfile {
    globalArgs = List.copyOf(globalArgs);
    stages = List.copyOf(stages);
    warnings = List.copyOf(warnings);
  }
}
