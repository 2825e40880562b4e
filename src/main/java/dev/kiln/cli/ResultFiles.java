package dev.kiln.cli;

import dev.kiln.engine.BuildResult;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /// Removes what an earlier build left, so that a build that fails leaves nothing. What is no
  /// plain file, such as `/dev/null`, stays.
  ///
  /// @throws UsageException if there is no directory for a file: better now than after the build
  void clear() throws IOException, UsageException {
    if (imageId.isPresent()) {
      clear("--iidfile", imageId.get());
    }
    if (metadata.isPresent()) {
      clear("--metadata-file", metadata.get());
    }
  }

  private static void clear(String flag, Path file) throws IOException, UsageException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UsageException("%s %s: there is no directory for it".formatted(flag, file));
    }
    if (Files.isDirectory(file)) {
      throw new UsageException("%s %s: it is a directory".formatted(flag, file));
    }
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file);
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
