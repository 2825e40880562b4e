package dev.kiln.engine.solver;

import dev.kiln.engine.linux.SystemCallException;

/// What is wrong with a step, found where its node is not known.
final class StepProblem extends Exception {
  private final StepException.Kind kind;

  StepProblem(StepException.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// What a failed call says of a step's own paths; a failure of the machine is thrown as it is.
  static StepProblem of(StepException.Kind kind, SystemCallException e) throws SystemCallException {
    if (!e.isUnusablePath()) {
      throw e;
    }
    return new StepProblem(kind, "the path cannot be used: " + e.getMessage());
  }

  StepException.Kind kind() {
    return kind;
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
