package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A list of manifests, one for each platform (OCI image spec, "Image Index").
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageIndex(
    int schemaVersion,
    @Nullable String mediaType,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> manifests,
    @Nullable Map<String, String> annotations) {

  public ImageIndex {
    manifests = List.copyOf(manifests);
    annotations = annotations == null ? null : Map.copyOf(annotations);
  }
}
