package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class PodWaitingTest {
  private static final Pod STARTING =
      pod("containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MountVolume.SetUp failed for volume \"secret-0\" : secret \"npm\" not found|SecretNotFound",
        "MountVolume.SetUp failed for volume \"files\" : configmap \"web\" not found|ConfigMapNotFound",
        "MountVolume.SetUp failed: references non-existent secret key: a|SecretNotFound",
        "Unable to attach or mount volumes: timed out|Pending",
      })
  void aMissingObjectIsNamed(String warning, Reason reason) {
    assertThat(PodWaiting.of(STARTING, List.of(event("FailedMount", warning))))
        .isInstanceOfSatisfying(
            Phase.Waiting.class, waiting -> assertThat(waiting.reason()).isEqualTo(reason));
  }

  @Test
  void aMissingClaimKeepsThePodFromANode() {
    Pod pod =
        pod(
            "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: "
                + "'0/1 nodes are available: persistentvolumeclaim \"kiln-cache\" not found.'}]");
    assertThat(PodWaiting.of(pod, List.of()))
        .isInstanceOfSatisfying(
            Phase.Waiting.class,
            waiting -> {
              assertThat(waiting.reason()).isEqualTo(Reason.VolumeClaimNotFound);
              assertThat(waiting.message()).contains("kiln-cache");
            });
  }

  @Test
  void anImageThatCannotBePulledIsNamed() {
    Pod pod =
        pod(
            "containerStatuses: [{state: {waiting: {reason: ImagePullBackOff, message: 'no such"
                + " image'}}}]");
    assertThat(PodWaiting.of(pod, List.of()))
        .isEqualTo(
            new Phase.Waiting(Reason.BuilderImagePullFailed, "ImagePullBackOff: no such image"));
  }

  @Test
  void aRuntimeWithoutUserNamespacesRefuses() {
    String warning =
        "Failed to create pod sandbox: user namespaces is not supported by the runtime";
    assertThat(PodWaiting.of(STARTING, List.of(event("FailedCreatePodSandBox", warning))))
        .isEqualTo(new Phase.Refused(Reason.SandboxRefused, warning));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pods \"x\" is forbidden: violates PodSecurity \"baseline:latest\": procMount|true|SandboxRefused",
        "pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot|true|PodRejected",
        "pods \"x\" is forbidden: exceeded quota: cpu|false|PodRejected",
      })
  void aPodThatIsNotMadeSaysWhy(String warning, boolean refused, Reason reason) {
    Phase phase = PodWaiting.withoutPod(List.of(event("FailedCreate", warning)));
    assertThat(phase)
        .isEqualTo(
            refused ? new Phase.Refused(reason, warning) : new Phase.Waiting(reason, warning));
  }

  private static Event event(String reason, String message) {
    return new EventBuilder().withReason(reason).withMessage(message).build();
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal("kind: Pod\nstatus: {%s}".formatted(status), Pod.class);
  }
}
