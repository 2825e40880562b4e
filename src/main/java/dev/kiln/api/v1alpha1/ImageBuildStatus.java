package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the operator saw last.
///
/// @param observedRequest the value of [ImageBuild#REQUESTED_AT] that the last build answers
/// @param image name@digest of the last image that was pushed
/// @param size of its layers in the registry, in bytes
/// @param buildNumber of the latest attempt, from 1
/// @param retries how many repetitions the present build has used
/// @param job the latest attempt's Job
/// @param duration of the latest attempt, as in `1m30s`
/// @param failure of the latest build; null if it did not fail
/// @param history finished builds, the newest first
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageBuildStatus(
    @Nullable Long observedGeneration,
    @JsonPropertyDescription("The kiln.dev/requestedAt that the last build answers.")
        @Nullable String observedRequest,
    List<Condition> conditions,
    @JsonPropertyDescription("name@digest of the last image that was pushed.")
        @Nullable String image,
    @Nullable String digest,
    @JsonPropertyDescription("Bytes of the image's layers in the registry.") @Nullable Long size,
    @Nullable SourceState source,
    List<BaseImage> baseImages,
    @Nullable Integer buildNumber,
    @Nullable Integer retries,
    @Nullable String job,
    @Nullable String duration,
    @JsonPropertyDescription("namespaces or chroot.") @Nullable String sandbox,
    List<Step> steps,
    @Nullable CacheUse cache,
    @Nullable Failure failure,
    List<String> warnings,
    @JsonPropertyDescription("Finished builds, the newest first.") List<HistoryEntry> history) {

  /// The status of a resource that nobody has looked at yet.
  public static final ImageBuildStatus EMPTY =
      new ImageBuildStatus(
          null, null, List.of(), null, null, null, null, List.of(), null, null, null, null, null,
          List.of(), null, null, List.of(), List.of());

  public ImageBuildStatus {
    conditions = Copies.of(conditions);
    baseImages = Copies.of(baseImages);
    steps = Copies.of(steps);
    warnings = Copies.of(warnings);
    history = Copies.of(history);
  }

  /// The condition of this type, if it was ever set.
  public Optional<Condition> condition(Condition.Type type) {
    return conditions.stream().filter(condition -> condition.type() == type).findFirst();
  }
}
