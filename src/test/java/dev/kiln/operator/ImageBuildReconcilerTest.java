package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.CacheUse;
import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.HistoryEntry;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.SourceState;
import dev.kiln.api.v1alpha1.TerminationMessage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator against a real API server; the test plays the Job controller and the kubelet. */
@NullUnmarked
class ImageBuildReconcilerTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private OperatorUnderTest operator;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    operator = new OperatorUnderTest(TestCluster.get());
  }

  @AfterEach
  void stop() {
    if (operator != null) {
      operator.close();
    }
  }

  @Test
  void buildsAndTellsWhatWasPushed() {
    operator.apply("web", "");
    Job job = operator.awaitJob("web-1");
    assertThat(job.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("ImageBuild"));
    assertThat(operator.configMap("web-1").getData().get("imagebuild.yaml"))
        .contains("name: web", "FROM scratch");
    operator.awaitReason("web", Reason.Pending);

    operator.runPod("web-1");
    ImageBuildStatus running = operator.awaitReason("web", Reason.Running);
    assertThat(state(running)).isEqualTo("Ready=False Reconciling=True Stalled=False");
    assertThat(running.job()).isEqualTo("web-1");

    operator.endPod("web-1", 0, TerminationMessage.write(success()));
    ImageBuildStatus done = operator.awaitReason("web", Reason.Succeeded);
    assertThat(state(done)).isEqualTo("Ready=True Reconciling=False Stalled=False");
    assertThat(done.image()).isEqualTo("registry.example.com/web@" + DIGEST);
    assertThat(done.digest()).isEqualTo(DIGEST);
    assertThat(done.source().commit()).isEqualTo("c".repeat(40));
    assertThat(done.cache()).isEqualTo(new CacheUse(2, 1));
    assertThat(done.observedGeneration()).isEqualTo(1);
    assertThat(done.history())
        .singleElement()
        .satisfies(entry -> assertThat(entry.digest()).isEqualTo(DIGEST));
    assertThat(operator.configMap("web-1")).as("no longer needed").isNull();
    assertThat(operator.eventReasons("web")).contains("Pending", "Running", "Succeeded");
  }

  @Test
  void aFailingRunIsFinalAndSaysWhere() {
    operator.apply("bad", "");
    operator.runPod("bad-1");
    Failure failure =
        new Failure(
            Reason.RunFailed, "make failed", "Dockerfile", 3, "RUN make", "build", 2, "no rule\n");
    operator.endPod("bad-1", 1, TerminationMessage.write(BuildReport.failed(failure)));

    ImageBuildStatus status = operator.awaitReason("bad", Reason.RunFailed);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=False Stalled=True");
    assertThat(status.failure()).isEqualTo(failure);
    operator.settle();
    assertThat(operator.jobs()).containsExactly("bad-1");
  }

  @Test
  void aNodeThatRefusesTheNamespacesGetsThePlainPod() {
    operator.apply("plain", "retry: {limit: 0}");
    operator.runPod("plain-1");
    operator.endPod("plain-1", 4, "");
    Job second = operator.awaitJob("plain-2");
    assertThat(second.getMetadata().getAnnotations())
        .containsEntry("kiln.dev/sandbox", "chroot")
        .containsEntry("kiln.dev/retries", "0");

    operator.runPod("plain-2");
    operator.endPod("plain-2", 0, TerminationMessage.write(success()));
    ImageBuildStatus status = operator.awaitReason("plain", Reason.Succeeded);
    assertThat(reasons(status)).containsExactly(Reason.Succeeded, Reason.SandboxRefused);
    assertThat(status.failure()).isNull();
  }

  @Test
  void whatTheEnvironmentBrokeIsTriedAgain() {
    operator.apply("flaky", "retry: {limit: 1}");
    operator.runPod("flaky-1");
    operator.endPod("flaky-1", 137, "");
    operator.runPod("flaky-2");
    operator.endPod("flaky-2", 137, "");
    ImageBuildStatus status = operator.awaitReason("flaky", Reason.PodLost);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=False Stalled=True");
    assertThat(status.buildNumber()).isEqualTo(2);
  }

  @Test
  void aNewerSpecCancelsAndBuildsAnew() {
    operator.apply("newer", "");
    operator.runPod("newer-1");
    operator.awaitReason("newer", Reason.Running);
    operator.apply("newer", "target: release");
    operator.finishDeletion("newer-1");

    operator.runPod("newer-2");
    operator.endPod("newer-2", 0, TerminationMessage.write(success()));
    ImageBuildStatus status = operator.awaitReason("newer", Reason.Succeeded);
    assertThat(reasons(status)).containsExactly(Reason.Succeeded, Reason.BuildCanceled);
    assertThat(status.observedGeneration()).isEqualTo(2);
  }

  @Test
  void suspensionCancelsAndHolds() {
    operator.apply("held", "");
    operator.runPod("held-1");
    operator.awaitReason("held", Reason.Running);
    operator.apply("held", "suspend: true");
    operator.finishDeletion("held-1");
    ImageBuildStatus status = operator.awaitReason("held", Reason.Suspended);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=False Stalled=False");
    assertThat(reasons(status)).containsExactly(Reason.BuildCanceled);
    operator.settle();
    assertThat(operator.jobs()).isEmpty();

    operator.apply("held", "suspend: false");
    operator.awaitJob("held-2");
  }

  @Test
  void aRequestBuildsTheSameSpecAgain() {
    operator.apply("again", "");
    operator.runPod("again-1");
    operator.endPod("again-1", 0, TerminationMessage.write(success()));
    operator.awaitReason("again", Reason.Succeeded);

    operator.request("again", "now");
    operator.runPod("again-2");
    operator.endPod("again-2", 0, TerminationMessage.write(success()));
    operator.awaitReason("again", Reason.Succeeded);
    operator.settle();
    assertThat(operator.jobs()).containsExactly("again-1", "again-2");
    assertThat(operator.status("again").observedRequest()).isEqualTo("now");
  }

  @Test
  void aRestartInTheMiddleLosesNothingAndStartsNothingTwice() {
    operator.apply("steady", "");
    operator.runPod("steady-1");
    operator.awaitReason("steady", Reason.Running);

    operator.stop();
    operator.endPod("steady-1", 0, TerminationMessage.write(success()));
    operator.start();

    ImageBuildStatus status = operator.awaitReason("steady", Reason.Succeeded);
    assertThat(status.digest()).isEqualTo(DIGEST);
    operator.settle();
    assertThat(operator.jobs()).containsExactly("steady-1");
  }

  @Test
  void aStopBetweenTheJobAndTheStatusStartsNothingTwice() {
    operator.apply("torn", "");
    operator.awaitReason("torn", Reason.Pending);
    operator.stop();
    operator.forgetStatus("torn");
    operator.start();
    assertThat(operator.awaitReason("torn", Reason.Pending).job()).isEqualTo("torn-1");
    operator.settle();
    assertThat(operator.jobs()).containsExactly("torn-1");
  }

  @Test
  void aJobDeletedByHandIsFinal() {
    operator.apply("gone", "");
    operator.runPod("gone-1");
    operator.awaitReason("gone", Reason.Running);
    operator.deleteJob("gone-1");
    ImageBuildStatus status = operator.awaitReason("gone", Reason.JobDeleted);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=False Stalled=True");
    operator.settle();
    assertThat(operator.jobs()).isEmpty();
  }

  @Test
  void aMissingSecretIsNamedAndWaitedFor() {
    operator.apply("secretive", "registrySecrets: [{name: login}]");
    operator.pendingPod("secretive-1");
    operator.warn(
        "secretive-1", "FailedMount", "MountVolume.SetUp failed: secret \"login\" not found");
    ImageBuildStatus status = operator.awaitReason("secretive", Reason.SecretNotFound);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=True Stalled=False");
    assertThat(status.condition(Condition.Type.Ready).orElseThrow().message()).contains("login");

    operator.runPod("secretive-1");
    operator.awaitReason("secretive", Reason.Running);
  }

  @Test
  void whatTheSchemaCannotRefuseIsFinalToo() {
    operator.apply("odd", "pod: {resources: {limits: {memory: lots}}}");
    ImageBuildStatus status = operator.awaitReason("odd", Reason.InvalidSpec);
    assertThat(state(status)).isEqualTo("Ready=False Reconciling=False Stalled=True");
    assertThat(status.failure().message()).contains("quantit");
    operator.apply("odd", "pod: {resources: {limits: {memory: 1Gi}}}");
    operator.awaitJob("odd-2");
  }

  @Test
  void theOperatorCannotReadSecrets() throws IOException, InterruptedException {
    assertThatThrownBy(() -> TestCluster.get().operatorsClient().secrets().inAnyNamespace().list())
        .hasMessageContaining("forbidden");
  }

  @Test
  void oldJobsGo() {
    operator.apply("many", "retention: {succeeded: 1}");
    for (int number = 1; number <= 3; number++) {
      operator.runPod("many-" + number);
      operator.endPod("many-" + number, 0, TerminationMessage.write(success()));
      operator.awaitNumber("many", number, Reason.Succeeded);
      operator.request("many", "request " + number);
    }
    operator.runPod("many-4");
    operator.awaitNumber("many", 4, Reason.Running);
    operator.settle();
    assertThat(operator.jobs()).containsExactly("many-3", "many-4");
  }

  private static BuildReport success() {
    return new BuildReport(
        null,
        "registry.example.com/web@" + DIGEST,
        DIGEST,
        42L,
        new SourceState("c".repeat(40)),
        List.of(),
        "namespaces",
        new CacheUse(2, 1),
        List.of(),
        List.of());
  }

  private static List<Reason> reasons(ImageBuildStatus status) {
    return status.history().stream().map(HistoryEntry::reason).toList();
  }

  private static String state(ImageBuildStatus status) {
    return String.join(
        " ", status.conditions().stream().map(c -> c.type() + "=" + c.status()).toList());
  }
}
