package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Points at content: its type, digest and size in bytes (OCI image spec, "Content Descriptors").
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Descriptor(
    String mediaType,
    Digest digest,
    @JsonInclude(JsonInclude.Include.ALWAYS) long size,
    @Nullable Platform platform,
    @Nullable Map<String, String> annotations,
    @Nullable List<String> urls) {

  /// @throws IllegalArgumentException if type or digest are missing, or the size is negative
  public Descriptor {
    if (mediaType == null || digest == null || size < 0) {
      throw new IllegalArgumentException("a descriptor lacks its media type, digest or size");
    }
    annotations = annotations == null ? null : Map.copyOf(annotations);
    urls = urls == null ? null : List.copyOf(urls);
  }

  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, null, null, null);
  }

  /// This descriptor with `platform`, as an index lists it.
  public Descriptor withPlatform(Platform newPlatform) {
    return new Descriptor(mediaType, digest, size, newPlatform, annotations, urls);
  }

  /// This descriptor with the annotations `added` to its own.
  public Descriptor withAnnotations(Map<String, String> added) {
    var all = new java.util.TreeMap<>(annotations == null ? Map.<String, String>of() : annotations);
    all.putAll(added);
    return new Descriptor(mediaType, digest, size, platform, all, urls);
  }
}
