package dev.kiln.engine.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
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

  /// Parses a whole file.
  ///
  /// @param name as messages show it, such as `Dockerfile`
  /// @throws DockerfileException with every problem that was found
  public static Dockerfile parse(String name, byte[] content) throws DockerfileException {
    var syntax = DockerfileSyntax.parse(name, content);
    var problems = new ArrayList<>(syntax.problems());
    var assembler = new StageAssembler(problems);
    for (var node : syntax.nodes()) {
      assembler.add(node);
    }
    var stages = assembler.stages();
    if (stages.isEmpty() && problems.isEmpty()) {
      var range = new SourceRange(name, 1, 1, 1);
      problems.add(new Problem(range, "", "there is no FROM", "begin with FROM image"));
    }
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(problem -> problem.range().startLine()));
      throw new DockerfileException(problems);
    }
    return new Dockerfile(
        name, syntax.directives(), assembler.globalArgs(), stages, syntax.warnings());
  }

  /// Parses a trigger that a base image's `ONBUILD` left behind.
  ///
  /// @param origin as messages show it, such as the image's name
  public static Instruction parseTrigger(String origin, String text) throws DockerfileException {
    var syntax = DockerfileSyntax.parse(origin, text.getBytes(StandardCharsets.UTF_8));
    var problems = new ArrayList<>(syntax.problems());
    if (problems.isEmpty() && syntax.nodes().size() != 1) {
      var range = new SourceRange(origin, 1, 1, 1);
      problems.add(new Problem(range, text, "an ONBUILD trigger is one instruction", null));
    }
    if (problems.isEmpty()) {
      var node = syntax.nodes().getFirst();
      try {
        Onbuild.checkAllowed(node.keyword());
        return InstructionParser.parse(node);
      } catch (InstructionException e) {
        problems.add(node.problem(e.problem(), e.hint()));
      }
    }
    throw new DockerfileException(problems);
  }
}
