package dev.kiln.engine.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A layer of a result: what it holds, how it travels, and where its bytes can be had.
///
/// @param diffId the digest of the uncompressed archive
/// @param blob the archive as it is stored and pushed
/// @param created when the layer was made, RFC 3339; null when the base image does not say
/// @param origin the image in a registry that has the blob; null when this cache made it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerRecord(
    Digest diffId, Descriptor blob, @Nullable String created, @Nullable String origin) {
  public LayerRecord {
    Objects.requireNonNull(diffId, "diffId"); // a record may have been damaged
    Objects.requireNonNull(blob, "blob");
  }
}
