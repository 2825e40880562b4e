package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.HistoryEntry;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The operator's policy: an ordered list of pure rules, of which the first that applies decides.
/// First what has happened is put on record, then what runs is followed or cancelled, and only then
/// may something start; so a restart at any point goes on where it was.
final class Rules {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private static final Set<Reason> WAITED_FOR =
      Set.of(
          Reason.SecretNotFound,
          Reason.ConfigMapNotFound,
          Reason.VolumeClaimNotFound,
          Reason.BuilderImagePullFailed,
          Reason.PodRejected);

  /// One rule: a decision, or nothing where it does not apply.
  private interface Rule {
    Optional<Decision> apply(Observation seen);
  }

  private static final List<Rule> IN_ORDER =
      List.of(
          Rules::recordEnd,
          Rules::recordDeletion,
          Rules::giveUpRefused,
          Rules::cancelSuspended,
          Rules::cancelSuperseded,
          Rules::follow,
          Rules::hold,
          Rules::waitForPodToEnd,
          Rules::startDue,
          Rules::startAgain);

  static Decision decide(Observation seen) {
    return IN_ORDER.stream()
        .flatMap(rule -> rule.apply(seen).stream())
        .findFirst()
        .orElseGet(Settled::new);
  }

  private static Optional<Decision> recordEnd(Observation seen) {
    return seen.unrecorded()
        .flatMap(attempt ->
            attempt.phase() instanceof Phase.Ended ended
                ? Optional.of(end(seen, attempt, ended))
                : Optional.empty());
  }

  private static End end(Observation seen, Attempt attempt, Phase.Ended ended) {
    Outcome outcome = nameWhatItWaitedFor(seen, ended.outcome());
    return new End(attempt, outcome, ended.at(), next(seen, attempt, outcome), false);
  }

  /// A pod that waited for a Secret until its time was over failed for want of that Secret.
  private static Outcome nameWhatItWaitedFor(Observation seen, Outcome outcome) {
    return seen.status()
        .condition(Condition.Type.Ready)
        .filter(ready -> outcome.reason() == Reason.BuildTimeout)
        .filter(ready -> WAITED_FOR.contains(ready.reason()))
        .map(ready -> Outcome.failed(ready.reason(), outcome.message() + ": " + ready.message()))
        .orElse(outcome);
  }

  private static Optional<Decision> recordDeletion(Observation seen) {
    return seen.unrecorded()
        .filter(attempt -> attempt.phase() instanceof Phase.Gone)
        .map(attempt -> {
          boolean ours = seen.spec().suspended() || superseded(seen, attempt);
          Outcome outcome =
              ours
                  ? Outcome.canceled(whyCanceled(seen))
                  : Outcome.failed(
                      Reason.JobDeleted,
                      "Job \"%s\" was deleted; set the annotation kiln.dev/requestedAt to build again"
                          .formatted(attempt.job()));
          return new End(
              attempt, outcome, seen.now(), ours ? Next.NEWER_SPEC : Next.NOTHING, false);
        });
  }

  private static Optional<Decision> giveUpRefused(Observation seen) {
    return seen.unrecorded()
        .flatMap(attempt ->
            attempt.phase() instanceof Phase.Refused refused
                ? Optional.of(giveUp(seen, attempt, refused))
                : Optional.empty());
  }

  private static End giveUp(Observation seen, Attempt attempt, Phase.Refused refused) {
    Outcome outcome = Outcome.failed(refused.reason(), refused.message());
    return new End(attempt, outcome, seen.now(), next(seen, attempt, outcome), true);
  }

  private static Optional<Decision> cancelSuspended(Observation seen) {
    return seen.unrecorded().filter(attempt -> seen.spec().suspended()).map(a -> cancel(seen, a));
  }

  private static Optional<Decision> cancelSuperseded(Observation seen) {
    return seen.unrecorded().filter(attempt -> superseded(seen, attempt)).map(a -> cancel(seen, a));
  }

  private static End cancel(Observation seen, Attempt attempt) {
    return new End(attempt, Outcome.canceled(whyCanceled(seen)), seen.now(), Next.NEWER_SPEC, true);
  }

  private static Optional<Decision> follow(Observation seen) {
    return seen.unrecorded()
        .map(attempt ->
            switch (attempt.phase()) {
              case Phase.Waiting waiting ->
                  new Follow(attempt, waiting.reason(), waiting.message(), LOOK_AGAIN);
              case Phase.Running running ->
                  new Follow(
                      attempt,
                      Reason.Running,
                      "build %d runs in pod \"%s\"".formatted(attempt.number(), running.pod()),
                      null);
              case Phase.Refused refused -> giveUp(seen, attempt, refused);
              case Phase.Ended ended ->
                  throw new IllegalStateException("an end is recorded first: " + ended);
              case Phase.Gone gone ->
                  throw new IllegalStateException("a deletion is recorded first: " + gone);
            });
  }

  private static Optional<Decision> hold(Observation seen) {
    return seen.spec().suspended() ? Optional.of(new Hold()) : Optional.empty();
  }

  /// Two builds of one image never push at the same time. What is due stays due meanwhile, so its
  /// reason stays too.
  private static Optional<Decision> waitForPodToEnd(Observation seen) {
    boolean wanted = seen.buildIsDue() || again(seen).isPresent();
    return seen.jobs().stream()
        .filter(Observation.JobRef::deleting)
        .filter(job -> wanted)
        .findFirst()
        .map(job ->
            new Wait(
                again(seen).orElse(Reason.Pending),
                "waits for the pod of Job \"%s\" to end".formatted(job.name()),
                LOOK_AGAIN));
  }

  private static Optional<Decision> startDue(Observation seen) {
    return seen.buildIsDue()
        ? Optional.of(
            new Start(
                seen.nextNumber(),
                seen.isolation().firstChoice(),
                0,
                "build %d is starting".formatted(seen.nextNumber())))
        : Optional.empty();
  }

  private static Optional<Decision> startAgain(Observation seen) {
    return again(seen)
        .flatMap(reason ->
            seen.last()
                .map(last -> reason == Reason.SandboxRefused ? fallBack(seen) : retry(seen, last)));
  }

  private static Start fallBack(Observation seen) {
    return new Start(
        seen.nextNumber(),
        Sandbox.CHROOT,
        retries(seen),
        "build %d is starting in the chroot sandbox".formatted(seen.nextNumber()));
  }

  private static Decision retry(Observation seen, HistoryEntry last) {
    int retries = retries(seen) + 1;
    Instant ended =
        last.completionTime() == null ? seen.now() : Instant.parse(last.completionTime());
    Duration wait = Duration.between(seen.now(), ended.plus(backoff(retries)));
    if (wait.isPositive()) {
      return new Wait(
          Reason.Retrying,
          "retry %d of %d follows: %s"
              .formatted(
                  retries,
                  seen.spec().retry().limit(),
                  Objects.requireNonNullElse(last.message(), last.reason().name())),
          wait);
    }
    return new Start(
        seen.nextNumber(),
        Sandbox.of(Objects.requireNonNullElse(last.sandbox(), "")),
        retries,
        "build %d is starting as retry %d".formatted(seen.nextNumber(), retries));
  }

  private static Duration backoff(int retry) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(retry - 1, 10));
    return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
  }

  private static Next next(Observation seen, Attempt attempt, Outcome outcome) {
    if (superseded(seen, attempt) || seen.spec().suspended()) {
      return Next.NEWER_SPEC;
    }
    boolean triesAnotherSandbox =
        outcome.reason() == Reason.SandboxRefused
            && attempt.sandbox() == Sandbox.NAMESPACES
            && seen.isolation() == Isolation.AUTO;
    if (triesAnotherSandbox) {
      return Next.FALL_BACK;
    }
    return outcome.mayPass() && attempt.retries() < seen.spec().retry().limit()
        ? Next.RETRY
        : Next.NOTHING;
  }

  /// Why another attempt of the same build is due: the reason that its end left behind.
  private static Optional<Reason> again(Observation seen) {
    return seen.status()
        .condition(Condition.Type.Reconciling)
        .filter(condition -> condition.status() == Condition.Status.True)
        .map(Condition::reason)
        .filter(reason -> reason == Reason.Retrying || reason == Reason.SandboxRefused);
  }

  private static int retries(Observation seen) {
    return Objects.requireNonNullElse(seen.status().retries(), 0);
  }

  private static boolean superseded(Observation seen, Attempt attempt) {
    return attempt.generation() != seen.generation();
  }

  private static String whyCanceled(Observation seen) {
    return seen.spec().suspended()
        ? "spec.suspend ended the build"
        : "a newer spec (generation %d) ended the build".formatted(seen.generation());
  }

  private Rules() {}
}
