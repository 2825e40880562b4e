package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a Job, its pod and the warnings about both as an [Attempt].
///
/// @param pod the Job's latest pod
/// @param warnings the events of type Warning about the Job and the pod
record AttemptReader(Job job, Optional<Pod> pod, List<Event> warnings, Instant now) {

  static int number(Job job) {
    return Integer.parseInt(job.getMetadata().getLabels().get(Marks.BUILD_NUMBER));
  }

  static boolean ended(Job job) {
    return condition(job, "Complete").or(() -> condition(job, "Failed")).isPresent();
  }

  Attempt attempt() {
    Map<String, String> marks =
        Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.of());
    return new Attempt(
        number(job),
        job.getMetadata().getName(),
        Long.parseLong(marks.getOrDefault(Marks.GENERATION, "0")),
        marks.get(Marks.REQUEST),
        Sandbox.of(marks.getOrDefault(Marks.SANDBOX, "")),
        Integer.parseInt(marks.getOrDefault(Marks.RETRIES, "0")),
        startTime(),
        phase());
  }

  private Phase phase() {
    Optional<Instant> failed = condition(job, "Failed").map(this::time);
    Optional<Instant> ended = condition(job, "Complete").map(this::time).or(() -> failed);
    if (ended.isPresent()) {
      return new Phase.Ended(outcome(), ended.get());
    }
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return new Phase.Gone();
    }
    // The pod's own end comes a moment before the Job's; the Job's is what counts.
    if (pod.filter(p -> "Running".equals(p.getStatus().getPhase()) || over(p)).isPresent()) {
      return new Phase.Running(pod.get().getMetadata().getName());
    }
    return pod.map(p -> PodWaiting.of(p, warnings))
        .orElseGet(() -> PodWaiting.withoutPod(warnings));
  }

  private static boolean over(Pod pod) {
    return "Succeeded".equals(pod.getStatus().getPhase())
        || "Failed".equals(pod.getStatus().getPhase());
  }

  private Outcome outcome() {
    boolean late =
        condition(job, "Failed").filter(c -> "DeadlineExceeded".equals(c.getReason())).isPresent();
    if (late) {
      return Outcome.failed(
          Reason.BuildTimeout,
          "the build took longer than spec.timeout (%ds)"
              .formatted(job.getSpec().getActiveDeadlineSeconds()));
    }
    return pod.flatMap(PodEnd::of).orElseGet(this::withoutPod);
  }

  private Outcome withoutPod() {
    return condition(job, "Complete").isPresent()
        ? Outcome.disturbed(
            Reason.PodLost, "the image was pushed, but the pod was gone before its report was read")
        : Outcome.disturbed(Reason.PodLost, "the builder's pod was deleted before it reported");
  }

  private @Nullable Instant startTime() {
    String start = job.getStatus() == null ? null : job.getStatus().getStartTime();
    return start == null ? null : Instant.parse(start);
  }

  private Instant time(JobCondition condition) {
    String at = condition.getLastTransitionTime();
    return at == null ? now : Instant.parse(at);
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }
}
