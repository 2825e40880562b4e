package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Defaults for the containers of an image (OCI image spec, "Image Configuration", `config`), with
/// Docker's additions `Healthcheck`, `Shell` and `OnBuild`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerConfig(
    @JsonProperty("User") @Nullable String user,
    @JsonProperty("ExposedPorts") @Nullable Map<String, Empty> exposedPorts,
    @JsonProperty("Env") @Nullable List<String> env,
    @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
    @JsonProperty("Cmd") @Nullable List<String> cmd,
    @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
    @JsonProperty("Volumes") @Nullable Map<String, Empty> volumes,
    @JsonProperty("WorkingDir") @Nullable String workingDir,
    @JsonProperty("Labels") @Nullable Map<String, String> labels,
    @JsonProperty("OnBuild") @Nullable List<String> onBuild,
    @JsonProperty("StopSignal") @Nullable String stopSignal,
    @JsonProperty("Shell") @Nullable List<String> shell) {

  public static final ContainerConfig EMPTY =
      new ContainerConfig(null, null, null, null, null, null, null, null, null, null, null, null);

  public ContainerConfig {
    exposedPorts = sorted(exposedPorts);
    volumes = sorted(volumes);
    labels = sorted(labels);
    env = copy(env);
    entrypoint = copy(entrypoint);
    cmd = copy(cmd);
    onBuild = copy(onBuild);
    shell = copy(shell);
  }

  /// The value of a set that JSON writes as an object with empty members.
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Empty() {}

  /// How a container's health is probed. Times are in nanoseconds.
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Healthcheck(
      @JsonProperty("Test") List<String> test,
      @JsonProperty("Interval") long interval,
      @JsonProperty("Timeout") long timeout,
      @JsonProperty("StartPeriod") long startPeriod,
      @JsonProperty("StartInterval") long startInterval,
      @JsonProperty("Retries") int retries) {
    public Healthcheck {
      test = test == null ? List.of() : List.copyOf(test);
    }
  }

  private static @Nullable List<String> copy(@Nullable List<String> list) {
    return list == null ? null : List.copyOf(list);
  }

  private static <V> @Nullable SequencedMap<String, V> sorted(@Nullable Map<String, V> map) {
    return map == null ? null : java.util.Collections.unmodifiableSequencedMap(new TreeMap<>(map));
  }
}
