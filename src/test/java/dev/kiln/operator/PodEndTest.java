package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class PodEndTest {
  private static final String RUN_FAILED =
      "{\\\"failure\\\":{\\\"reason\\\":\\\"RunFailed\\\",\\\"message\\\":\\\"make failed\\\"}}";
  private static final String REGISTRY_DOWN =
      RUN_FAILED.replace("RunFailed", "RegistryUnavailable");
  private static final String WRONG_LOGIN = RUN_FAILED.replace("RunFailed", "PushUnauthorized");
  private static final String BUILT = "{\\\"digest\\\":\\\"sha256:a\\\"}";

  @ParameterizedTest(name = "exit code {0}, {1} {2}")
  @CsvSource({
    "0, BUILT, Completed, Succeeded, false",
    "0, '', Completed, BuilderCrashed, true",
    "1, RUN_FAILED, Error, RunFailed, false",
    "1, '', Error, BuilderCrashed, false",
    "1, BUILT, Error, BuilderCrashed, false",
    "2, garbage, Error, BuilderCrashed, false",
    "3, REGISTRY_DOWN, Error, RegistryUnavailable, true",
    "3, WRONG_LOGIN, Error, PushUnauthorized, false",
    "3, '', Error, BuilderCrashed, true",
    "4, '', Error, SandboxRefused, false",
    "4, RUN_FAILED, Error, SandboxRefused, false",
    "137, '', Error, PodLost, true",
    "137, '', OOMKilled, OutOfMemory, false",
    "143, RUN_FAILED, Error, PodLost, true",
    "134, '', Error, BuilderCrashed, true",
  })
  void exitCodeAndReportDecide(
      int code, String report, String why, Reason reason, boolean mayPass) {
    Outcome outcome = PodEnd.of(pod(terminated(code, why, text(report)))).orElseThrow();
    assertThat(outcome.reason()).isEqualTo(reason);
    assertThat(outcome.mayPass()).isEqualTo(mayPass);
    assertThat(outcome.failure() == null).isEqualTo(reason == Reason.Succeeded);
  }

  @Test
  void anEvictedPodIsNoFailureOfItsBuild() {
    Outcome outcome =
        PodEnd.of(
                pod(
                    "reason: Evicted, message: low on disk, phase: Failed, "
                        + terminated(1, "Error", RUN_FAILED)))
            .orElseThrow();
    assertThat(outcome.reason()).isEqualTo(Reason.PodEvicted);
    assertThat(outcome.mayPass()).isTrue();
    assertThat(outcome.message()).isEqualTo("low on disk");
  }

  @ParameterizedTest
  @CsvSource({
    "DeletionByTaintManager, NodeLost",
    "DeletionByPodGC, NodeLost",
    "EvictionByEvictionAPI, PodEvicted",
    "PreemptionByScheduler, PodEvicted"
  })
  void disruptionsHaveTheirNames(String cause, Reason reason) {
    Outcome outcome =
        PodEnd.of(
                pod(
                    "conditions: [{type: DisruptionTarget, status: 'True', reason: %s}], %s"
                        .formatted(cause, terminated(137, "Error", ""))))
            .orElseThrow();
    assertThat(outcome.reason()).isEqualTo(reason);
    assertThat(outcome.mayPass()).isTrue();
  }

  @Test
  void aPodThatTheNodeTurnedAwayMayDoBetterElsewhere() {
    Outcome outcome =
        PodEnd.of(pod("phase: Failed, reason: OutOfcpu, message: no room")).orElseThrow();
    assertThat(outcome.reason()).isEqualTo(Reason.PodRejected);
    assertThat(outcome.mayPass()).isTrue();
  }

  @Test
  void aRunningPodHasNotEnded() {
    assertThat(PodEnd.of(pod("phase: Running"))).isEmpty();
  }

  private static String text(String name) {
    return switch (name) {
      case "RUN_FAILED" -> RUN_FAILED;
      case "REGISTRY_DOWN" -> REGISTRY_DOWN;
      case "WRONG_LOGIN" -> WRONG_LOGIN;
      case "BUILT" -> BUILT;
      default -> name;
    };
  }

  private static String terminated(int code, String reason, String message) {
    return "containerStatuses: [{state: {terminated: {exitCode: %d, reason: %s, message: \"%s\"}}}]"
        .formatted(code, reason, message);
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal("kind: Pod\nstatus: {%s}".formatted(status), Pod.class);
  }
}
