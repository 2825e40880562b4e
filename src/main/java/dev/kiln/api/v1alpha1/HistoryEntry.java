package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/// A finished build: the record that stays when its Job is gone.
///
/// @param number of the build, from 1
/// @param generation of the spec that was built
/// @param reason `Succeeded` or the cause of the failure
/// @param startTime RFC 3339
/// @param completionTime RFC 3339
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HistoryEntry(
    @Required int number,
    @Required String job,
    long generation,
    @Required Reason reason,
    @Nullable String message,
    @Nullable String startTime,
    @Nullable String completionTime,
    @Nullable String digest,
    @Nullable String commit,
    @Nullable String sandbox) {

  /// Whether the build pushed its image.
  public boolean succeeded() {
    return reason == Reason.Succeeded;
  }
}
