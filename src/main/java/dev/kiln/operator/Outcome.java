package dev.kiln.operator;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.Reason;
import org.jspecify.annotations.Nullable;

/// How an attempt ended.
///
/// @param mayPass whether the cause lies in the environment and another attempt may do better
/// @param failure null if it succeeded
/// @param report what the builder told, if it did
record Outcome(
    Reason reason, boolean mayPass, @Nullable Failure failure, @Nullable BuildReport report) {

  static Outcome succeeded(BuildReport report) {
    return new Outcome(Reason.Succeeded, false, null, report);
  }

  /// A failure that stays as long as nobody changes anything.
  static Outcome failed(Reason reason, String message) {
    return new Outcome(reason, false, Failure.of(reason, message), null);
  }

  /// A failure of the environment.
  static Outcome disturbed(Reason reason, String message) {
    return new Outcome(reason, true, Failure.of(reason, message), null);
  }

  /// A failure in the builder's own words.
  static Outcome reported(Failure failure, boolean mayPass, BuildReport report) {
    return new Outcome(failure.reason(), mayPass, failure, report);
  }

  static Outcome canceled(String message) {
    return failed(Reason.BuildCanceled, message);
  }

  String message() {
    return failure == null ? "" : failure.message();
  }
}
