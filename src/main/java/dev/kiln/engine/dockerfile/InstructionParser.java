package dev.kiln.engine.dockerfile;

import java.util.List;
import java.util.Locale;

/// Makes instructions of syntax nodes.
final class InstructionParser {
  private static final List<String> KEYWORDS =
      List.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private InstructionParser() {}

  static Instruction parse(SyntaxNode node) throws InstructionException {
    return switch (node.keyword()) {
      case "add" -> Add.parse(node);
      case "arg" -> Arg.parse(node);
      case "cmd" -> Cmd.parse(node);
      case "copy" -> Copy.parse(node);
      case "entrypoint" -> Entrypoint.parse(node);
      case "env" -> Env.parse(node);
      case "expose" -> Expose.parse(node);
      case "from" -> From.parse(node);
      case "healthcheck" -> Healthcheck.parse(node);
      case "label" -> Label.parse(node);
      case "maintainer" -> Maintainer.parse(node);
      case "onbuild" -> Onbuild.parse(node);
      case "run" -> Run.parse(node);
      case "shell" -> Shell.parse(node);
      case "stopsignal" -> Stopsignal.parse(node);
      case "user" -> User.parse(node);
      case "volume" -> Volume.parse(node);
      case "workdir" -> Workdir.parse(node);
      default ->
          throw new InstructionException(
              "unknown instruction '" + node.keyword().toUpperCase(Locale.ROOT) + "'",
              Suggestions.hint(node.keyword(), KEYWORDS, "instructions"));
    };
  }
}
