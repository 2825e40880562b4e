package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Reason;
import java.time.Instant;

/// Where an attempt is.
sealed interface Phase {
  /// Its pod does not run yet, and why.
  record Waiting(Reason reason, String message) implements Phase {}

  /// Its pod will never run: the API server or the node's runtime refuses it.
  record Refused(Reason reason, String message) implements Phase {}

  /// Its pod runs.
  record Running(String pod) implements Phase {}

  /// It is over.
  record Ended(Outcome outcome, Instant at) implements Phase {}

  /// Its Job is being deleted, or is gone, and had not ended.
  record Gone() implements Phase {}
}
