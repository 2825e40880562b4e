package dev.kiln.engine.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a document has to be by its members, whatever it was called on the way.
///
/// A document that could be read as an image and as an index is refused: two readers would see
/// different images under one digest.
public record ManifestForm(
    @Nullable Integer schemaVersion, @Nullable String declared, boolean image, boolean index) {

  /// Looks at the members of a document.
  ///
  /// @throws IOException if the document is neither an image manifest nor an index
  public static ManifestForm read(byte[] json) throws IOException {
    JsonNode node = Json.read(json, JsonNode.class);
    JsonNode declared = node.path("mediaType");
    var form =
        new ManifestForm(
            node.path("schemaVersion").isInt() ? node.path("schemaVersion").intValue() : null,
            declared.isTextual() ? declared.textValue() : null,
            node.has("layers") || node.has("config"),
            node.has("manifests"));
    if (form.schemaVersion != null && form.schemaVersion == 1) {
      throw new IOException(
          "the image has a manifest of the retired schema 1: push it anew with a current tool");
    }
    if (form.image == form.index) {
      throw new IOException(
          form.image
              ? "the manifest claims to be an image and an index at once"
              : "the document is neither an image manifest nor an index");
    }
    String type = form.mediaType();
    if (MediaTypes.isIndex(type) ? !form.index : MediaTypes.isManifest(type) && !form.image) {
      throw new IOException("the manifest is not the '" + type + "' that it claims to be");
    }
    return form;
  }

  /// The media type that the document names, else the OCI type of its form.
  public String mediaType() {
    if (declared != null) {
      return declared;
    }
    return index ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
  }
}
