package dev.kiln.cli.progress;

import dev.kiln.builder.SafeText;
import dev.kiln.engine.BuildResult;
import java.util.List;
import java.util.stream.Stream;

/// The closing lines of a build.
final class Summary {
  static final String CANCELED = "Canceled.";

  private Summary() {}

  static List<String> of(BuildResult result) {
    Stream<String> names = result.names().stream().map(name -> "Name:     " + SafeText.line(name));
    Stream<String> digests =
        Stream.of("Digest:   " + result.manifest().digest(), "Image ID: " + result.imageId());
    return Stream.concat(names, digests).toList();
  }
}
