package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the builder pod is made. Nothing here can raise its privileges.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodSettings(
    @JsonPropertyDescription("Compute resources of the builder container.")
        @Nullable Resources resources,
    @Size(max = 64) Map<String, String> nodeSelector,
    @Size(max = 64) List<Toleration> tolerations,
    @Nullable Affinity affinity,
    @Pattern(Syntax.OBJECT_NAME) @Size(max = 253) @Nullable String priorityClassName,
    @JsonPropertyDescription("Labels and annotations of the Job and its pod.")
        @Nullable Metadata metadata) {
  public PodSettings {
    nodeSelector = Copies.of(nodeSelector);
    tolerations = Copies.of(tolerations);
  }

  /// What the builder container requests, and what it may use at most.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Resources(
      @Size(max = 16) Map<String, Quantity> requests,
      @Size(max = 16) Map<String, Quantity> limits) {
    public Resources {
      requests = Copies.of(requests);
      limits = Copies.of(limits);
    }
  }

  /// Labels and annotations that are added to the Job and its pod, as queues and policies want
  /// them.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Metadata(
      @Size(max = 64)
          @ValidationRule(
              value = "self.all(key, !key.startsWith('kiln.dev/'))",
              message = "names under kiln.dev/ belong to the operator")
          Map<String, String> labels,
      @Size(max = 64)
          @ValidationRule(
              value = "self.all(key, !key.startsWith('kiln.dev/'))",
              message = "names under kiln.dev/ belong to the operator")
          Map<String, String> annotations) {
    public Metadata {
      labels = Copies.of(labels);
      annotations = Copies.of(annotations);
    }
  }
}
