package dev.kiln.engine.sandbox;

import java.util.List;

/// Whom a step runs as, in numbers.
///
/// @param groups the supplementary groups
public record Identity(int uid, int gid, List<Integer> groups) {
  public static final Identity ROOT = new Identity(0, 0, List.of());

  public Identity {
    groups = List.copyOf(groups);
  }
}
