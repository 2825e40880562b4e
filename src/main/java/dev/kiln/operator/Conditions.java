package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The three conditions in each state that kstatus tells apart: it takes `Ready=False` for
/// progress, so a final failure also says `Stalled`.
///
/// @param old the conditions before, whose transition times stay where nothing changed
record Conditions(List<Condition> old, long generation, Instant now) {

  List<Condition> ready(String message) {
    return all(
        Condition.Status.True,
        Condition.Status.False,
        Condition.Status.False,
        Reason.Succeeded,
        message);
  }

  List<Condition> inProgress(Reason reason, String message) {
    return all(
        Condition.Status.False, Condition.Status.True, Condition.Status.False, reason, message);
  }

  List<Condition> failed(Reason reason, String message) {
    return all(
        Condition.Status.False, Condition.Status.False, Condition.Status.True, reason, message);
  }

  List<Condition> suspended() {
    return all(
        Condition.Status.False,
        Condition.Status.False,
        Condition.Status.False,
        Reason.Suspended,
        "spec.suspend holds the build");
  }

  private List<Condition> all(
      Condition.Status ready,
      Condition.Status reconciling,
      Condition.Status stalled,
      Reason reason,
      String message) {
    return List.of(
        condition(Condition.Type.Ready, ready, reason, message),
        condition(Condition.Type.Reconciling, reconciling, reason, message),
        condition(Condition.Type.Stalled, stalled, reason, message));
  }

  private Condition condition(
      Condition.Type type, Condition.Status status, Reason reason, String message) {
    return new Condition(type, status, reason, shown(message), since(type, status), generation);
  }

  private String since(Condition.Type type, Condition.Status status) {
    return old.stream()
        .filter(condition -> condition.type() == type && condition.status() == status)
        .map(Condition::lastTransitionTime)
        .findFirst()
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static @Nullable String shown(String message) {
    return message.isEmpty() ? null : message;
  }
}
