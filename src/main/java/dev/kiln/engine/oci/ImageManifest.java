package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One image: its config and layers, base first (OCI image spec, "Image Manifest").
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageManifest(
    int schemaVersion,
    @Nullable String mediaType,
    Descriptor config,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> layers,
    @Nullable Map<String, String> annotations) {

  /// @throws IllegalArgumentException if the config is missing
  public ImageManifest {
    if (config == null) {
      throw new IllegalArgumentException("the manifest has no config");
    }
    layers = List.copyOf(layers);
    annotations = annotations == null ? null : Map.copyOf(annotations);
  }
}
