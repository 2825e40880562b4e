package dev.kiln.builder;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kiln.api.v1alpha1.ImageBuildManifest;
import dev.kiln.api.v1alpha1.ImageBuildManifest.InvalidManifestException;
import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.SpecRules;
import dev.kiln.engine.dockerfile.Suggestions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// An `ImageBuild` as it was read from a file and found sound.
///
/// @param clusterOnly the fields it sets that mean something only in a cluster
public record ManifestFile(String name, ImageBuildSpec spec, List<String> clusterOnly) {
  private static final List<String> CLUSTER_ONLY =
      List.of("timeout", "retry", "suspend", "retention", "pod");

  public ManifestFile {
    clusterOnly = List.copyOf(clusterOnly);
  }

  /// Reads and checks a manifest.
  ///
  /// @param shown the file as the user wrote it, for messages
  /// @throws InputException if the file is no sound ImageBuild
  public static ManifestFile read(Path file, String shown) throws InputException {
    String text = text(file, shown);
    ImageBuildManifest manifest;
    try {
      manifest = ImageBuildManifest.read(text);
    } catch (InvalidManifestException e) {
      throw invalid(shown + ": " + explain(text, e));
    }
    List<String> violations = SpecRules.violations(manifest.spec());
    if (!violations.isEmpty()) {
      throw invalid(
          violations.stream()
              .map(violation -> shown + ": " + violation)
              .collect(Collectors.joining("\n")));
    }
    return new ManifestFile(manifest.metadata().name(), manifest.spec(), clusterOnly(text, shown));
  }

  private static String text(Path file, String shown) throws InputException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw invalid(shown + ": not text in UTF-8");
    } catch (IOException e) {
      throw invalid(shown + (Files.exists(file) ? ": cannot be read" : ": there is no such file"));
    }
  }

  private static String explain(String text, InvalidManifestException e) {
    if (!(e.getCause() instanceof UnrecognizedPropertyException unknown)) {
      return String.valueOf(e.getMessage());
    }
    List<String> known =
        unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    return "%sunknown field %s; %s"
        .formatted(
            place(text, "/" + path(unknown, "/")),
            path(unknown, "."),
            Suggestions.nearest(unknown.getPropertyName(), known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("known here: " + String.join(", ", known)));
  }

  private static String path(UnrecognizedPropertyException unknown, String separator) {
    return unknown.getPath().stream()
        .map(part -> part.getFieldName() == null ? "" + part.getIndex() : part.getFieldName())
        .collect(Collectors.joining(separator));
  }

  /// Where a field's name stands. The exception knows only where the reader was when it noticed.
  private static String place(String text, String pointer) {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        boolean found =
            parser.currentToken() == JsonToken.FIELD_NAME
                && parser.getParsingContext().pathAsPointer().toString().equals(pointer);
        if (found) {
          JsonLocation location = parser.currentTokenLocation();
          return "line %d, column %d: ".formatted(location.getLineNr(), location.getColumnNr());
        }
      }
    } catch (IOException e) {
      // told without its place
    }
    return "";
  }

  private static List<String> clusterOnly(String text, String shown) throws InputException {
    try {
      JsonNode spec = new YAMLMapper().readTree(text).path("spec");
      return CLUSTER_ONLY.stream().filter(spec::has).map(field -> "spec." + field).toList();
    } catch (IOException e) {
      throw invalid(shown + ": " + e.getMessage());
    }
  }

  private static InputException invalid(String message) {
    return new InputException(Reason.InvalidSpec, message);
  }
}
