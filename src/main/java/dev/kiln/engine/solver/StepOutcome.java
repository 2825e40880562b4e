package dev.kiln.engine.solver;

import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.Op;
import java.time.Duration;

/// What became of a step.
public record StepOutcome(Node node, String name, boolean cached, Duration duration) {
  /// Whether the step starts a stage, so that there was nothing to do but to find it.
  public boolean isBase() {
    return node.op() instanceof Op.Image;
  }
}
