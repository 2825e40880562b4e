package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a builder tells about its build: one JSON document, in a pod its termination message. The
/// order of the fields is the order of their worth; see [TerminationMessage].
///
/// @param failure null if the image was built and pushed
/// @param image name@digest of the first output
/// @param digest of the pushed manifest
/// @param size of the image's layers in the registry, in bytes
/// @param sandbox `namespaces` or `chroot`, with the cause where it was not the first choice
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BuildReport(
    @Nullable Failure failure,
    @Nullable String image,
    @Nullable String digest,
    @Nullable Long size,
    @Nullable SourceState source,
    List<BaseImage> baseImages,
    @Nullable String sandbox,
    @Nullable CacheUse cache,
    List<Step> steps,
    List<String> warnings) {
  public BuildReport {
    baseImages = Copies.of(baseImages);
    steps = Copies.of(steps);
    warnings = Copies.of(warnings);
  }

  /// The report of a build that got no further than this failure.
  public static BuildReport failed(Failure failure) {
    return new BuildReport(
        failure, null, null, null, null, List.of(), null, null, List.of(), List.of());
  }

  BuildReport withFailure(@Nullable Failure shorter) {
    return new BuildReport(
        shorter, image, digest, size, source, baseImages, sandbox, cache, steps, warnings);
  }

  BuildReport withBaseImages(List<BaseImage> fewer) {
    return new BuildReport(
        failure, image, digest, size, source, fewer, sandbox, cache, steps, warnings);
  }

  BuildReport withSteps(List<Step> fewer) {
    return new BuildReport(
        failure, image, digest, size, source, baseImages, sandbox, cache, fewer, warnings);
  }

  BuildReport withWarnings(List<String> fewer) {
    return new BuildReport(
        failure, image, digest, size, source, baseImages, sandbox, cache, steps, fewer);
  }
}
