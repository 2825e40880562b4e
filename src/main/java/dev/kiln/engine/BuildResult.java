package dev.kiln.engine;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A finished build.
///
/// @param manifest the image's manifest: its type, digest and size
/// @param imageId the config's digest, which docker calls the image ID
/// @param size bytes of the manifest, config and compressed layers
/// @param names the image's names, fully qualified
/// @param commit the commit that a git context was at
/// @param baseImages the digests that base images resolved to, by name
public record BuildResult(
    Descriptor manifest,
    Digest imageId,
    long size,
    List<String> names,
    @Nullable String commit,
    Map<String, Digest> baseImages,
    List<StepSummary> steps,
    String sandbox,
    List<String> warnings) {

  public BuildResult {
    names = List.copyOf(names);
    baseImages = Map.copyOf(baseImages);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /// What became of one step.
  public record StepSummary(String name, boolean cached, Duration duration) {}
}
