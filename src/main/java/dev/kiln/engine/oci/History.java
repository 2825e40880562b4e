package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// One instruction's entry in an image's history (OCI image spec, "Image Configuration").
///
/// @param created RFC 3339, kept as it was written
/// @param emptyLayer whether the instruction made no layer
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record History(
    @Nullable String created,
    @JsonProperty("created_by") @Nullable String createdBy,
    @Nullable String author,
    @Nullable String comment,
    @JsonProperty("empty_layer") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean emptyLayer) {

  /// This entry with a time.
  public History withCreated(@Nullable String time) {
    return new History(time, createdBy, author, comment, emptyLayer);
  }
}
