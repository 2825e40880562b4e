package dev.kiln.operator;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.TerminationMessage;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// How a builder pod ended: whether the image was built, and else whose fault it was.
final class PodEnd {
  /// The builder's exit codes: part of its command line's contract.
  private static final int BUILT = 0;

  private static final int BUILD_FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int ENVIRONMENT_FAILED = 3;
  private static final int SANDBOX_REFUSED = 4;
  private static final int KILLED = 128 + 9;
  private static final int TERMINATED = 128 + 15;

  /// Failures of the environment that pass only when somebody changes a credential or a name.
  private static final Set<Reason> NO_USE_TO_RETRY =
      Set.of(
          Reason.GitAuthFailed,
          Reason.RegistryUnauthorized,
          Reason.PushUnauthorized,
          Reason.SecretNotFound,
          Reason.ConfigMapNotFound);

  /// The end of a pod; empty if it has not ended.
  static Optional<Outcome> of(Pod pod) {
    Optional<ContainerStateTerminated> terminated =
        pod.getStatus().getContainerStatuses().stream()
            .map(status -> status.getState() == null ? null : status.getState().getTerminated())
            .filter(Objects::nonNull)
            .findFirst();
    Optional<Outcome> told = terminated.flatMap(PodEnd::told);
    if (told.filter(outcome -> outcome.reason() == Reason.Succeeded).isPresent()) {
      return told;
    }
    return takenAway(pod)
        .or(() -> told)
        .or(() -> terminated.map(PodEnd::silent))
        .or(() -> neverRan(pod));
  }

  /// What the builder says of its end. A report of a builder that was told to stop is no failure of
  /// its build.
  private static Optional<Outcome> told(ContainerStateTerminated end) {
    int code = end.getExitCode();
    if (code == KILLED || code == TERMINATED) {
      return Optional.empty();
    }
    return TerminationMessage.read(end.getMessage())
        .map(report -> told(end, report))
        .map(outcome -> code == SANDBOX_REFUSED ? refused(outcome) : outcome);
  }

  private static Outcome told(ContainerStateTerminated end, BuildReport report) {
    Failure failure = report.failure();
    if (failure != null) {
      return Outcome.reported(failure, mayPass(end.getExitCode(), failure), report);
    }
    return end.getExitCode() == BUILT ? Outcome.succeeded(report) : silent(end);
  }

  private static boolean mayPass(int exitCode, Failure failure) {
    return exitCode == ENVIRONMENT_FAILED && !NO_USE_TO_RETRY.contains(failure.reason());
  }

  private static Outcome refused(Outcome told) {
    return Outcome.failed(
        Reason.SandboxRefused,
        told.message().isEmpty()
            ? "the node refuses the namespaces that the builder needs"
            : told.message());
  }

  private static Optional<Outcome> takenAway(Pod pod) {
    String reason = Objects.requireNonNullElse(pod.getStatus().getReason(), "");
    String message = Objects.requireNonNullElse(pod.getStatus().getMessage(), reason);
    return switch (reason) {
      case "Evicted" -> Optional.of(Outcome.disturbed(Reason.PodEvicted, message));
      case "NodeLost", "NodeShutdown", "Terminated", "Shutdown" ->
          Optional.of(Outcome.disturbed(Reason.NodeLost, message));
      default ->
          pod.getStatus().getConditions().stream()
              .filter(c -> "DisruptionTarget".equals(c.getType()) && "True".equals(c.getStatus()))
              .findFirst()
              .map(PodEnd::disrupted);
    };
  }

  private static Outcome disrupted(PodCondition target) {
    String cause = Objects.requireNonNullElse(target.getReason(), "");
    String message = Objects.requireNonNullElse(target.getMessage(), cause);
    boolean node = cause.equals("DeletionByTaintManager") || cause.equals("DeletionByPodGC");
    return Outcome.disturbed(node ? Reason.NodeLost : Reason.PodEvicted, message);
  }

  /// A container that ended without a report.
  private static Outcome silent(ContainerStateTerminated end) {
    if ("OOMKilled".equals(end.getReason())) {
      return Outcome.failed(
          Reason.OutOfMemory,
          "the builder used more memory than its limit; raise spec.pod.resources.limits.memory");
    }
    int code = end.getExitCode();
    return switch (code) {
      case SANDBOX_REFUSED ->
          Outcome.failed(
              Reason.SandboxRefused, "the node refuses the namespaces that the builder needs");
      case KILLED, TERMINATED ->
          Outcome.disturbed(
              Reason.PodLost,
              "the builder was killed (exit code %d) before it reported".formatted(code));
      case BUILD_FAILED, WRONG_USAGE ->
          Outcome.failed(
              Reason.BuilderCrashed,
              "the builder failed (exit code %d) and left no report; its log may say more"
                  .formatted(code));
      default ->
          Outcome.disturbed(
              Reason.BuilderCrashed,
              "the builder ended (exit code %d) and left no report that can be read; its log may"
                      .formatted(code)
                  + " say more");
    };
  }

  /// A pod that a node turned away before its container started.
  private static Optional<Outcome> neverRan(Pod pod) {
    if (!"Failed".equals(pod.getStatus().getPhase())) {
      return Optional.empty();
    }
    return Optional.of(
        Outcome.disturbed(
            Reason.PodRejected,
            Objects.requireNonNullElse(
                pod.getStatus().getMessage(),
                Objects.requireNonNullElse(
                    pod.getStatus().getReason(), "the node turned the pod away"))));
  }

  private PodEnd() {}
}
