package dev.kiln.cli;

import dev.kiln.engine.BuildResult;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// What scripts read of a build: `--iidfile` as docker writes it, `--metadata-file` with buildx's
/// keys.
record ResultFiles(Optional<Path> imageId, Optional<Path> metadata) {

  static ResultFiles of(Flags.Parsed flags, Surroundings surroundings) {
    return new ResultFiles(
        flags.value("--iidfile").map(surroundings::path),
        flags.value("--metadata-file").map(surroundings::path));
  }

  /// Removes what an earlier build left, so that a build that fails leaves nothing.
  void clear() throws IOException {
    if (imageId.isPresent()) {
      Files.deleteIfExists(imageId.get());
    }
    if (metadata.isPresent()) {
      Files.deleteIfExists(metadata.get());
    }
  }

  void write(BuildResult result) throws IOException {
    if (imageId.isPresent()) {
      Files.writeString(imageId.get(), result.imageId().toString());
    }
    if (metadata.isPresent()) {
      Files.write(metadata.get(), Json.write(document(result)));
    }
  }

  private static LinkedHashMap<String, Object> document(BuildResult result) {
    var document = new LinkedHashMap<String, Object>();
    document.put("containerimage.config.digest", result.imageId());
    document.put("containerimage.descriptor", result.manifest());
    document.put("containerimage.digest", result.manifest().digest());
    if (!result.names().isEmpty()) {
      document.put("image.name", String.join(",", result.names()));
    }
    return document;
  }
}
