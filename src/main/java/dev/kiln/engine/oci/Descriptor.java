package dev.kiln.engine.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Points at content: its type, digest and size in bytes (OCI image spec, "Content Descriptors").
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Descriptor(
    @JsonProperty(required = true) String mediaType,
    @JsonProperty(required = true) Digest digest,
    @JsonProperty(required = true) @JsonInclude(JsonInclude.Include.ALWAYS) long size,
    @Nullable Platform platform,
    @Nullable Map<String, String> annotations,
    @Nullable List<String> urls) {

  public Descriptor {
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
