package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/// A Dockerfile that cannot be built; it carries every problem that was found, in file order.
public final class DockerfileException extends Exception {
  private final transient List<Problem> problems;

  public DockerfileException(List<Problem> problems) {
    super(problems.stream().map(Problem::format).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
