package dev.kiln.engine.graph;

import dev.kiln.engine.oci.Platform;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a plan depends on besides the Dockerfile.
///
/// @param target the stage to build, by name or number; the last one when null
/// @param labels added to the image last
/// @param hasContext whether there are files to copy
public record PlanOptions(
    @Nullable String target,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    Platform platform,
    Platform buildPlatform,
    boolean hasContext) {
  public PlanOptions {
    buildArgs = Map.copyOf(buildArgs);
    labels = Map.copyOf(labels);
  }
}
