package dev.kiln.engine.graph;

import dev.kiln.engine.dockerfile.Instruction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An op in its place: the state it starts from and what else it reads. Nodes are compared by
/// identity; the same work in two places has the same cache key instead.
public final class Node {
  private final Op op;
  private final @Nullable Node input;
  private final @Nullable Node source;
  private final Instruction instruction;

  Node(Op op, @Nullable Node input, @Nullable Node source, Instruction instruction) {
    this.op = op;
    this.input = input;
    this.source = source;
    this.instruction = instruction;
  }

  public Op op() {
    return op;
  }

  /// The file system that the op changes; empty for a base.
  public Optional<Node> input() {
    return Optional.ofNullable(input);
  }

  /// The file system that a copy reads, when that is no context.
  public Optional<Node> source() {
    return Optional.ofNullable(source);
  }

  /// Whom to blame.
  public Instruction instruction() {
    return instruction;
  }
}
