package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ImageBuild as it stands in a file, read without a cluster and without its client libraries:
/// what `kiln run` builds, and what the operator hands to a builder pod. `spec.pod` is never read,
/// for it means something only in a cluster.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties("status") // of a manifest that was read from a cluster
public record ImageBuildManifest(
    String apiVersion, String kind, Metadata metadata, ImageBuildSpec spec) {

  /// The part of an object's metadata that a build needs.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Metadata(String name, @Nullable String namespace) {}

  /// A manifest that cannot be read; the message says where and why, for people.
  public static final class InvalidManifestException extends IOException {
    InvalidManifestException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// What only the operator acts on is read and not written. Of `pod` Jackson sees nothing: its
  /// types may be absent.
  @JsonIgnoreProperties(
      value = {"timeout", "retry", "suspend", "retention", "pod"},
      allowSetters = true)
  interface ForBuilder {
    @JsonDeserialize(using = Skip.class)
    @Nullable PodSettings pod();
  }

  private static final class Skip extends JsonDeserializer<@Nullable PodSettings> {
    @Override
    public @Nullable PodSettings deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      parser.skipChildren();
      return null;
    }
  }

  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .build())
          .addMixIn(ImageBuildSpec.class, ForBuilder.class)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Reads YAML or JSON. Unknown fields are refused, as the API server's schema does; whether the
  /// values are sound is for [SpecRules] to say.
  public static ImageBuildManifest read(String text) throws InvalidManifestException {
    ImageBuildManifest manifest;
    try {
      manifest = YAML.readValue(text, ImageBuildManifest.class);
    } catch (JsonProcessingException e) {
      throw new InvalidManifestException(place(e) + e.getOriginalMessage(), e);
    }
    List<String> missing = missing(manifest);
    if (!missing.isEmpty()) {
      throw new InvalidManifestException(
          "not an ImageBuild of %s: %s"
              .formatted(ImageBuild.API_VERSION, String.join(", ", missing)),
          null);
    }
    return manifest;
  }

  /// The manifest as YAML.
  public String yaml() {
    try {
      return YAML.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest of plain values cannot be written", e);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : "line %d, column %d: "
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  @SuppressWarnings("NullAway") // the fields come from a file
  private static List<String> missing(@Nullable ImageBuildManifest manifest) {
    if (manifest == null) {
      return List.of("the file is empty");
    }
    List<String> missing = new ArrayList<>();
    if (!"kiln.dev/v1alpha1".equals(manifest.apiVersion)) {
      missing.add("apiVersion must be kiln.dev/v1alpha1");
    }
    if (!"ImageBuild".equals(manifest.kind)) {
      missing.add("kind must be ImageBuild");
    }
    if (manifest.metadata == null || manifest.metadata.name == null) {
      missing.add("metadata.name is required");
    }
    if (manifest.spec == null) {
      missing.add("spec is required");
    }
    return missing;
  }
}
