package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of an image: platform, execution defaults, layer diff IDs and history (OCI
/// image spec, "Image Configuration").
///
/// @param created RFC 3339, kept as it was written
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageConfig(
    @Nullable String created,
    @Nullable String author,
    String architecture,
    String os,
    @Nullable String variant,
    @JsonProperty("os.version") @Nullable String osVersion,
    @JsonProperty("config") ContainerConfig container,
    RootFs rootfs,
    List<History> history) {

  public ImageConfig {
    container = container == null ? ContainerConfig.EMPTY : container;
    history = history == null ? List.of() : List.copyOf(history);
  }

  /// The diff IDs of the layers, base first.
  public record RootFs(String type, @JsonProperty("diff_ids") List<Digest> diffIds) {
    public RootFs {
      diffIds = diffIds == null ? List.of() : List.copyOf(diffIds);
    }
  }

  public Platform platform() {
    return new Platform(os, architecture, variant);
  }
}
