package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What to do next, and how to say it. Exactly one follows from each [Observation].
sealed interface Decision {
  /// Make the Job of a new attempt.
  record Start(int number, Sandbox sandbox, int retries, String message) implements Decision {}

  /// Put an attempt's end into the status.
  ///
  /// @param at when it ended
  /// @param deleteJob whether its Job still lives and must end
  record End(Attempt attempt, Outcome outcome, Instant at, Next next, boolean deleteJob)
      implements Decision {}

  /// Show where the live attempt is.
  ///
  /// @param lookAgain when to look without being told; null if every change is told
  record Follow(Attempt attempt, Reason reason, String message, @Nullable Duration lookAgain)
      implements Decision {}

  /// Nothing can start before some time has passed.
  record Wait(Reason reason, String message, Duration time) implements Decision {}

  /// The spec is suspended and nothing runs.
  record Hold() implements Decision {}

  /// All is done.
  record Settled() implements Decision {}

  /// What follows an attempt's end.
  enum Next {
    /// Nothing: it is final.
    NOTHING,
    /// The same build once more, after a while, as a retry.
    RETRY,
    /// The same build at once, in the sandbox that works everywhere.
    FALL_BACK,
    /// Whatever the newer spec or a suspension says.
    NEWER_SPEC
  }
}
