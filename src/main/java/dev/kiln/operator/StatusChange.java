package dev.kiln.operator;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.DurationText;
import dev.kiln.api.v1alpha1.HistoryEntry;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status that follows from an observation and the decision that was made from it.
final class StatusChange {
  private final Observation seen;
  private final Conditions conditions;

  static ImageBuildStatus after(Observation seen, Decision decision, String imageBuild) {
    StatusChange change = new StatusChange(seen);
    return switch (decision) {
      case Decision.Start start -> change.started(start, imageBuild);
      case Decision.End end -> change.ended(end);
      case Decision.Follow follow -> change.followed(follow);
      case Decision.Wait wait -> change.waits(wait);
      case Decision.Hold hold -> change.draft().conditions(change.conditions.suspended()).finish();
      case Decision.Settled settled -> seen.status();
    };
  }

  private StatusChange(Observation seen) {
    this.seen = seen;
    this.conditions = new Conditions(seen.status().conditions(), seen.generation(), seen.now());
  }

  private StatusDraft draft() {
    return new StatusDraft(seen.status()).observed(seen.generation());
  }

  private ImageBuildStatus started(Decision.Start start, String imageBuild) {
    StatusDraft draft =
        draft()
            .attempt(
                start.number(),
                BuildNames.job(imageBuild, start.number()),
                start.retries(),
                seen.request(),
                start.sandbox())
            .conditions(conditions.inProgress(Reason.Pending, start.message()));
    return (start.retries() == 0 ? draft.forgetLastEnd() : draft).finish();
  }

  private ImageBuildStatus followed(Decision.Follow follow) {
    return draftOf(follow.attempt())
        .conditions(conditions.inProgress(follow.reason(), follow.message()))
        .finish();
  }

  private ImageBuildStatus waits(Decision.Wait wait) {
    return draft().conditions(conditions.inProgress(wait.reason(), wait.message())).finish();
  }

  private ImageBuildStatus ended(Decision.End end) {
    Attempt attempt = end.attempt();
    Outcome outcome = end.outcome();
    StatusDraft draft =
        draftOf(attempt)
            .ended(duration(attempt, end.at()), outcome.failure(), outcome.report())
            .history(history(entry(end)));
    return switch (end.next()) {
      case NOTHING ->
          outcome.reason() == Reason.Succeeded
              ? draft.conditions(conditions.ready(pushed(outcome.report()))).finish()
              : draft.conditions(conditions.failed(outcome.reason(), outcome.message())).finish();
      case RETRY ->
          draft.conditions(conditions.inProgress(Reason.Retrying, outcome.message())).finish();
      case FALL_BACK ->
          draft
              .conditions(conditions.inProgress(Reason.SandboxRefused, outcome.message()))
              .finish();
      case NEWER_SPEC ->
          draft.conditions(conditions.inProgress(Reason.Pending, outcome.message())).finish();
    };
  }

  /// The attempt may be one that no status has named yet: the operator stopped in between.
  private StatusDraft draftOf(Attempt attempt) {
    return draft()
        .attempt(
            attempt.number(),
            attempt.job(),
            attempt.retries(),
            attempt.request(),
            attempt.sandbox());
  }

  private HistoryEntry entry(Decision.End end) {
    Attempt attempt = end.attempt();
    BuildReport report = end.outcome().report();
    Instant start = attempt.startTime();
    return new HistoryEntry(
        attempt.number(),
        attempt.job(),
        attempt.generation(),
        end.outcome().reason(),
        end.outcome().message().isEmpty() ? null : end.outcome().message(),
        start == null ? null : start.toString(),
        end.at().truncatedTo(ChronoUnit.SECONDS).toString(),
        report == null ? null : report.digest(),
        report == null || report.source() == null ? null : report.source().commit(),
        attempt.sandbox().word());
  }

  /// The newest entry always stays: it is what decisions are made from.
  private List<HistoryEntry> history(HistoryEntry newest) {
    Retention retention = seen.spec().retention();
    int succeeded = retention.succeeded() - (newest.succeeded() ? 1 : 0);
    int failed = retention.failed() - (newest.succeeded() ? 0 : 1);
    List<HistoryEntry> kept = new ArrayList<>(List.of(newest));
    for (HistoryEntry entry : seen.status().history()) {
      if (entry.succeeded() ? succeeded-- > 0 : failed-- > 0) {
        kept.add(entry);
      }
    }
    return kept;
  }

  private static @Nullable String duration(Attempt attempt, Instant end) {
    Instant start = attempt.startTime();
    return start == null ? null : DurationText.format(Duration.between(start, end));
  }

  private static String pushed(@Nullable BuildReport report) {
    return report == null || report.image() == null ? "pushed" : "pushed " + report.image();
  }
}
