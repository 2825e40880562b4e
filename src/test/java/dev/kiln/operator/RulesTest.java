package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.ImageBuildManifest;
import dev.kiln.api.v1alpha1.ImageBuildManifest.InvalidManifestException;
import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.operator.Decision.End;
import dev.kiln.operator.Decision.Follow;
import dev.kiln.operator.Decision.Hold;
import dev.kiln.operator.Decision.Next;
import dev.kiln.operator.Decision.Settled;
import dev.kiln.operator.Decision.Start;
import dev.kiln.operator.Decision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The operator's policy, without a cluster: each test is a short history of one ImageBuild. */
@NullUnmarked
class RulesTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Outcome LOST = Outcome.disturbed(Reason.PodLost, "killed");
  private static final Outcome RUN_FAILED = Outcome.failed(Reason.RunFailed, "make failed");
  private static final Outcome REFUSED = Outcome.failed(Reason.SandboxRefused, "no mounts");

  private final Story story = new Story();

  @Test
  void aNewBuildStartsInNamespaces() {
    assertThat(story.decide()).isEqualTo(start(1, Sandbox.NAMESPACES, 0));
  }

  @Test
  void isolationChoosesTheSandbox() {
    story.isolation = Isolation.CHROOT;
    assertThat(story.decide()).isEqualTo(start(1, Sandbox.CHROOT, 0));
  }

  @Test
  void nothingStartsWhileSuspended() {
    story.spec("suspend: true");
    assertThat(story.decide()).isInstanceOf(Hold.class);
  }

  @Test
  void aBuiltSpecIsSettled() {
    story.runTo(ended(new Outcome(Reason.Succeeded, false, null, null)));
    assertThat(story.decide()).isInstanceOf(Settled.class);
    assertThat(story.conditions()).isEqualTo("Ready=True Reconciling=False Stalled=False");
  }

  @Test
  void aFinalFailureIsStalledAndStaysSo() {
    story.runTo(ended(RUN_FAILED));
    assertThat(story.conditions()).isEqualTo("Ready=False Reconciling=False Stalled=True");
    assertThat(story.decide()).isInstanceOf(Settled.class);
  }

  @Test
  void aFailingRunIsNeverRetried() {
    story.spec("retry: {limit: 5}");
    story.runTo(ended(RUN_FAILED));
    assertThat(story.status.condition(Condition.Type.Ready).orElseThrow().reason())
        .isEqualTo(Reason.RunFailed);
    assertThat(story.decide()).isInstanceOf(Settled.class);
  }

  @Test
  void aDisturbedBuildIsRetriedAfterAWhileAndOnlySoOften() {
    story.spec("retry: {limit: 2}");
    story.runTo(ended(LOST));
    assertThat(story.conditions()).isEqualTo("Ready=False Reconciling=True Stalled=False");
    assertThat(story.decide())
        .isInstanceOfSatisfying(
            Wait.class, wait -> assertThat(wait.time()).isEqualTo(Duration.ofSeconds(10)));
    story.apply(story.decide()); // waiting does not forget what it waits for
    story.now = story.now.plusSeconds(11);
    assertThat(story.decide()).isEqualTo(start(2, Sandbox.NAMESPACES, 1));

    story.runTo(ended(LOST));
    assertThat(story.decide())
        .isInstanceOfSatisfying(
            Wait.class, wait -> assertThat(wait.time()).isEqualTo(Duration.ofSeconds(20)));
    story.now = story.now.plusSeconds(21);
    assertThat(story.decide()).isEqualTo(start(3, Sandbox.NAMESPACES, 2));

    story.runTo(ended(LOST));
    assertThat(story.conditions()).isEqualTo("Ready=False Reconciling=False Stalled=True");
    assertThat(story.decide()).isInstanceOf(Settled.class);
  }

  @Test
  void refusedNamespacesFallBackAtOnceAndCountNoRetry() {
    story.spec("retry: {limit: 0}");
    story.runTo(ended(REFUSED));
    assertThat(story.decide()).isEqualTo(start(2, Sandbox.CHROOT, 0));
    story.runTo(ended(REFUSED)); // a chroot pod has nothing to fall back to
    assertThat(story.conditions()).isEqualTo("Ready=False Reconciling=False Stalled=True");
  }

  @Test
  void whoAsksForNamespacesOnlyGetsNoOther() {
    story.isolation = Isolation.NAMESPACES;
    story.runTo(ended(REFUSED));
    assertThat(story.decide()).isInstanceOf(Settled.class);
    assertThat(story.conditions()).endsWith("Stalled=True");
  }

  @Test
  void aRetryStaysInTheSandboxThatWorked() {
    story.runTo(ended(REFUSED));
    story.runTo(ended(LOST));
    story.now = story.now.plusSeconds(60);
    assertThat(story.decide()).isEqualTo(start(3, Sandbox.CHROOT, 1));
  }

  @Test
  void aPodThatTheApiServerRefusesFallsBackAndItsJobEnds() {
    story.runTo(new Phase.Refused(Reason.SandboxRefused, "procMount"));
    assertThat(story.last)
        .isInstanceOfSatisfying(
            End.class,
            end -> {
              assertThat(end.deleteJob()).isTrue();
              assertThat(end.next()).isEqualTo(Next.FALL_BACK);
            });
  }

  @Test
  void aNewerSpecCancelsAndWaitsForThePodBeforeItStarts() {
    story.start();
    story.phase = new Phase.Running("p");
    story.generation++;
    assertThat(story.decide())
        .isInstanceOfSatisfying(
            End.class,
            end -> {
              assertThat(end.outcome().reason()).isEqualTo(Reason.BuildCanceled);
              assertThat(end.deleteJob()).isTrue();
            });
    story.apply(story.decide());
    story.deleting = true;
    assertThat(story.decide()).isInstanceOf(Wait.class);
    story.deleting = false;
    story.phase = null;
    assertThat(story.decide()).isEqualTo(start(2, Sandbox.NAMESPACES, 0));
  }

  @Test
  void anOldSpecsSuccessDoesNotMakeTheNewOneReady() {
    story.start();
    story.generation++;
    story.phase = ended(new Outcome(Reason.Succeeded, false, null, null));
    story.apply(story.decide());
    assertThat(story.conditions()).isEqualTo("Ready=False Reconciling=True Stalled=False");
    assertThat(story.decide()).isEqualTo(start(2, Sandbox.NAMESPACES, 0));
  }

  @Test
  void aRequestDuringABuildIsAnsweredAfterIt() {
    story.start();
    story.phase = new Phase.Running("p");
    story.request = "again";
    assertThat(story.decide()).isInstanceOf(Follow.class);
    story.phase = ended(RUN_FAILED);
    story.apply(story.decide());
    assertThat(story.decide()).isEqualTo(start(2, Sandbox.NAMESPACES, 0));
    story.runTo(ended(RUN_FAILED));
    assertThat(story.decide()).isInstanceOf(Settled.class);
  }

  @Test
  void aJobDeletedByHandIsFinal() {
    story.start();
    story.phase = new Phase.Gone();
    story.apply(story.decide());
    assertThat(story.status.failure().reason()).isEqualTo(Reason.JobDeleted);
    assertThat(story.decide()).isInstanceOf(Settled.class);
  }

  @Test
  void aTimeoutSpentWaitingForASecretNamesTheSecret() {
    story.start();
    story.phase = new Phase.Waiting(Reason.SecretNotFound, "secret \"npm\" not found");
    story.apply(story.decide());
    story.phase = ended(Outcome.failed(Reason.BuildTimeout, "too long"));
    story.apply(story.decide());
    Failure failure = story.status.failure();
    assertThat(failure.reason()).isEqualTo(Reason.SecretNotFound);
    assertThat(failure.message()).contains("too long", "npm");
  }

  @Test
  void historyKeepsWhatRetentionSaysAndAlwaysTheNewest() {
    story.spec("retention: {succeeded: 1, failed: 0}");
    for (int i = 0; i < 3; i++) {
      story.runTo(ended(new Outcome(Reason.Succeeded, false, null, null)));
      story.generation++;
    }
    story.runTo(ended(RUN_FAILED));
    assertThat(story.status.history())
        .extracting(entry -> entry.number() + " " + entry.reason())
        .containsExactly("4 RunFailed", "3 Succeeded");
  }

  private Phase ended(Outcome outcome) {
    return new Phase.Ended(outcome, story.now);
  }

  private static Start start(int number, Sandbox sandbox, int retries) {
    String message =
        retries > 0
            ? "build %d is starting as retry %d".formatted(number, retries)
            : sandbox == Sandbox.CHROOT && number > 1
                ? "build %d is starting in the chroot sandbox".formatted(number)
                : "build %d is starting".formatted(number);
    return new Start(number, sandbox, retries, message);
  }

  /** One ImageBuild: what decisions make of it goes into its status, as in the operator. */
  private static final class Story {
    long generation = 1;
    String request;
    Isolation isolation = Isolation.AUTO;
    Instant now = NOON;
    ImageBuildStatus status = ImageBuildStatus.EMPTY;
    Phase phase;
    boolean deleting;
    Decision last;
    private Start started;
    private String startedRequest;
    private long startedGeneration;
    private ImageBuildSpec spec = read("");

    void spec(String line) {
      spec = read(line);
    }

    Decision decide() {
      return Rules.decide(observation());
    }

    void apply(Decision decision) {
      last = decision;
      status = StatusChange.after(observation(), decision, "x");
      if (decision instanceof Start start) {
        started = start;
        startedGeneration = generation;
        startedRequest = request;
        phase = new Phase.Waiting(Reason.Pending, "");
      }
    }

    void start() {
      assertThat(decide()).isInstanceOf(Start.class);
      apply(decide());
    }

    void runTo(Phase end) {
      start();
      phase = end;
      apply(decide());
      phase = null;
    }

    String conditions() {
      return String.join(
          " ", status.conditions().stream().map(c -> c.type() + "=" + c.status()).toList());
    }

    private Observation observation() {
      Attempt attempt =
          phase == null
              ? null
              : new Attempt(
                  started.number(),
                  "x-" + started.number(),
                  startedGeneration,
                  startedRequest,
                  started.sandbox(),
                  started.retries(),
                  null,
                  phase);
      List<Observation.JobRef> jobs =
          attempt == null
              ? List.of()
              : List.of(new Observation.JobRef(attempt.number(), attempt.job(), deleting));
      return new Observation(generation, request, spec, status, attempt, jobs, isolation, now);
    }

    private static ImageBuildSpec read(String line) {
      try {
        return ImageBuildManifest.read(
                """
                apiVersion: kiln.dev/v1alpha1
                kind: ImageBuild
                metadata: {name: x}
                spec:
                  source: {configMap: {name: files}}
                  output: {images: [registry.example.com/x]}
                  %s
                """
                    .formatted(line))
            .spec();
      } catch (InvalidManifestException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
