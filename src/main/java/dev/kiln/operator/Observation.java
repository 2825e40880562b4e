package dev.kiln.operator;

import dev.kiln.api.v1alpha1.HistoryEntry;
import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that a decision is made from.
///
/// @param request the value of `kiln.dev/requestedAt`
/// @param status as it was last patched; [ImageBuildStatus#EMPTY] at first
/// @param current the latest attempt: the Job with the highest number, or the one that the status
///   names and that is gone
/// @param jobs all Jobs of the ImageBuild
record Observation(
    long generation,
    @Nullable String request,
    ImageBuildSpec spec,
    ImageBuildStatus status,
    @Nullable Attempt current,
    List<JobRef> jobs,
    Isolation isolation,
    Instant now) {
  Observation {
    jobs = List.copyOf(jobs);
  }

  /// A Job that is there.
  record JobRef(int number, String name, boolean deleting) {}

  /// The latest attempt, if its end is not in the history yet.
  Optional<Attempt> unrecorded() {
    return Optional.ofNullable(current)
        .filter(
            attempt -> status.history().stream().noneMatch(e -> e.number() == attempt.number()));
  }

  /// The last build that ended.
  Optional<HistoryEntry> last() {
    return status.history().stream().findFirst();
  }

  /// Whether the spec, or a request, has not been built yet. Only meaningful once all attempts are
  /// recorded.
  boolean buildIsDue() {
    boolean built = last().filter(entry -> entry.generation() == generation).isPresent();
    boolean answered = request == null || Objects.equals(request, status.observedRequest());
    return !built || !answered;
  }

  int nextNumber() {
    int known = Objects.requireNonNullElse(status.buildNumber(), 0);
    return 1 + Math.max(known, current == null ? 0 : current.number());
  }
}
