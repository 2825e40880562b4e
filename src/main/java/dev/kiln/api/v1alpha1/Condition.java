package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/// One aspect of an ImageBuild's state, as every Kubernetes API tells it.
///
/// @param lastTransitionTime when `status` last changed, RFC 3339
/// @param observedGeneration the generation that this was seen of
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Condition(
    @Required Type type,
    @Required Status status,
    @Required Reason reason,
    @Nullable String message,
    @Required String lastTransitionTime,
    @Nullable Long observedGeneration) {

  /// The aspects; kstatus reads them to tell whether a resource is current, in progress or failed.
  public enum Type {
    /// The image reflects the source and the spec.
    Ready,
    /// A build runs or is due.
    Reconciling,
    /// Nothing will happen before somebody changes something.
    Stalled
  }

  /// Whether a condition holds.
  public enum Status {
    True,
    False,
    Unknown
  }
}
