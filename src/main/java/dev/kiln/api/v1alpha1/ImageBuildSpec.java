package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What to build, from what, and where the image goes. Every field acts; a default stands where the
/// manifest is silent.
///
/// @param target the stage to build; empty is the last one
/// @param timeout how long one attempt may take, as in `1h30m`; see [DurationText]
/// @param pod how the builder pod is made; null outside a cluster
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageBuildSpec(
    @Required @JsonPropertyDescription("Where the build context comes from.") Source source,
    @JsonPropertyDescription("The Dockerfile; the file Dockerfile of the context by default.")
        Dockerfile dockerfile,
    @JsonPropertyDescription("The stage to build; the last one by default.")
        @Pattern(Syntax.STAGE)
        @Size(max = 128)
        String target,
    @JsonPropertyDescription("Values for the Dockerfile's ARG instructions.") @Size(max = 100)
        List<BuildArg> args,
    @JsonPropertyDescription("Secrets for RUN --mount=type=secret; they never reach a layer.")
        @Size(max = 32)
        List<BuildSecret> secrets,
    @JsonPropertyDescription("Labels that are added to the image's config.") @Size(max = 100)
        Map<String, String> labels,
    @Required @JsonPropertyDescription("Where the image goes.") Output output,
    @JsonPropertyDescription(
            "Docker config Secrets (kubernetes.io/dockerconfigjson, or a key config.json) that"
                + " hold the logins for base images and for the output.")
        @Size(max = 16)
        List<SecretName> registrySecrets,
    @JsonPropertyDescription("Where results of steps are kept for later builds.")
        @Nullable Cache cache,
    @JsonPropertyDescription("Runs every step anew; results are still stored.")
        @Nullable Boolean noCache,
    @JsonPropertyDescription("How long one attempt may take, for example 90s, 30m or 1h30m.")
        @Default("1h")
        @Pattern(Syntax.DURATION)
        @Size(min = 2, max = 16)
        @ValidationRule(
            value = "duration(self) > duration('0s')",
            message = "must be longer than 0s")
        String timeout,
    @JsonPropertyDescription(
            "When a failed attempt is repeated: only after failures of the environment (registry,"
                + " network, eviction, lost node), never after a failing instruction.")
        Retry retry,
    @JsonPropertyDescription("Cancels a running build and starts none while true.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription("How many finished builds are kept in the history, with their Jobs.")
        Retention retention,
    @JsonPropertyDescription("How the builder pod is made.") @Nullable PodSettings pod) {
  public ImageBuildSpec {
    dockerfile = Objects.requireNonNullElse(dockerfile, Dockerfile.DEFAULT);
    target = Objects.requireNonNullElse(target, "");
    args = Copies.of(args);
    secrets = Copies.of(secrets);
    labels = Copies.of(labels);
    registrySecrets = Copies.of(registrySecrets);
    timeout = Objects.requireNonNullElse(timeout, "1h");
    retry = Objects.requireNonNullElse(retry, Retry.DEFAULT);
    retention = Objects.requireNonNullElse(retention, Retention.DEFAULT);
  }

  /// Whether every step runs anew.
  public boolean runsEveryStep() {
    return Boolean.TRUE.equals(noCache);
  }

  /// Whether nothing may be built now.
  public boolean suspended() {
    return Boolean.TRUE.equals(suspend);
  }
}
