package dev.kiln.engine.graph;

import java.util.List;
import java.util.Map;

/// A planned build.
///
/// @param stages the stages that the target needs, each after those it needs
/// @param images the images that the stages start or copy from, by their node
/// @param warnings for the user, each a line
public record BuildPlan(
    List<StagePlan> stages, StagePlan target, Map<Node, BaseImage> images, List<String> warnings) {
  public BuildPlan {
    stages = List.copyOf(stages);
    images = Map.copyOf(images);
    warnings = List.copyOf(warnings);
  }
}
