package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a builder pod does not run yet, told from its status and from the warnings about it. That
/// way the operator needs no right to read Secrets, ConfigMaps or claims to name a missing one.
final class PodWaiting {
  private static final Pattern MISSING_SECRET =
      Pattern.compile("secrets? \"([^\"]+)\" not found|non-existent secret key");
  private static final Pattern MISSING_CONFIG_MAP =
      Pattern.compile("configmaps? \"([^\"]+)\" not found|non-existent config key");
  private static final Pattern MISSING_CLAIM =
      Pattern.compile("persistentvolumeclaims? \"([^\"]+)\" not found");
  private static final Pattern REFUSED_NAMESPACES =
      Pattern.compile(
          "user namespace|userns|hostusers|idmap|id-mapped|procmount", Pattern.CASE_INSENSITIVE);

  /// A Job that has no pod yet.
  static Phase withoutPod(List<Event> warnings) {
    return newest(warnings, "FailedCreate")
        .map(PodWaiting::podNotMade)
        .orElseGet(() -> new Phase.Waiting(Reason.Pending, "the Job has no pod yet"));
  }

  /// A pod that does not run yet.
  static Phase of(Pod pod, List<Event> warnings) {
    Optional<String> noSandbox = newest(warnings, "FailedCreatePodSandBox");
    if (noSandbox.filter(PodWaiting::refusesNamespaces).isPresent()) {
      return new Phase.Refused(Reason.SandboxRefused, noSandbox.get());
    }
    return newest(warnings, "FailedMount")
        .flatMap(PodWaiting::missing)
        .or(() -> unschedulable(pod))
        .or(() -> containerWaits(pod))
        .orElseGet(() -> new Phase.Waiting(Reason.Pending, "the pod is starting"));
  }

  private static Phase podNotMade(String message) {
    if (refusesNamespaces(message)) {
      return new Phase.Refused(Reason.SandboxRefused, message);
    }
    boolean final_ = message.contains("violates PodSecurity") || message.contains("is invalid");
    return final_
        ? new Phase.Refused(Reason.PodRejected, message)
        : new Phase.Waiting(Reason.PodRejected, message);
  }

  private static boolean refusesNamespaces(String message) {
    return REFUSED_NAMESPACES.matcher(message).find();
  }

  private static Optional<Phase> unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(PodCondition::getMessage)
        .filter(Objects::nonNull)
        .findFirst()
        .map(m -> missing(m).orElseGet(() -> new Phase.Waiting(Reason.Pending, m)));
  }

  private static Optional<Phase> missing(String message) {
    if (MISSING_SECRET.matcher(message).find()) {
      return waits(Reason.SecretNotFound, message);
    }
    if (MISSING_CONFIG_MAP.matcher(message).find()) {
      return waits(Reason.ConfigMapNotFound, message);
    }
    return MISSING_CLAIM.matcher(message).find()
        ? waits(Reason.VolumeClaimNotFound, message)
        : Optional.empty();
  }

  private static Optional<Phase> waits(Reason reason, String message) {
    return Optional.of(new Phase.Waiting(reason, "waits for what is missing: " + message));
  }

  private static Optional<Phase> containerWaits(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(status -> status.getState() == null ? null : status.getState().getWaiting())
        .filter(Objects::nonNull)
        .findFirst()
        .map(PodWaiting::containerWaits);
  }

  private static Phase containerWaits(ContainerStateWaiting waiting) {
    String why = Objects.requireNonNullElse(waiting.getReason(), "Waiting");
    String message = waiting.getMessage() == null ? why : why + ": " + waiting.getMessage();
    boolean image = why.toLowerCase(Locale.ROOT).contains("image");
    return new Phase.Waiting(image ? Reason.BuilderImagePullFailed : Reason.Pending, message);
  }

  private static Optional<String> newest(List<Event> warnings, String reason) {
    return warnings.stream()
        .filter(event -> reason.equals(event.getReason()))
        .reduce((older, newer) -> time(older).compareTo(time(newer)) > 0 ? older : newer)
        .map(Event::getMessage);
  }

  private static String time(Event event) {
    @Nullable String last = event.getLastTimestamp();
    return last == null ? Objects.requireNonNullElse(event.getFirstTimestamp(), "") : last;
  }

  private PodWaiting() {}
}
