package dev.kiln.engine.solver;

/// What is wrong with a step, found where its node is not known.
final class StepProblem extends Exception {
  private final StepException.Kind kind;

  StepProblem(StepException.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  StepException.Kind kind() {
    return kind;
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
