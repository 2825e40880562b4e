package dev.kiln.cli;

import dev.kiln.engine.Output;
import dev.kiln.engine.dockerfile.Suggestions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The value of `--output`: `type=oci|docker|local|registry|store,dest=PATH`, or a directory alone
/// for `type=local`, as with docker.
final class OutputFlag {
  private static final String FLAG = "--output";
  private static final List<String> TYPES = List.of("oci", "docker", "local", "registry", "store");

  private OutputFlag() {}

  static Output parse(String text, Surroundings surroundings) throws UsageException {
    if (text.equals("-")) {
      throw new UsageException(standardOutput(text));
    }
    if (!text.contains("=") && !text.contains(",")) {
      return new Output.LocalDirectory(surroundings.path(text));
    }
    var values = KeyValues.parse(FLAG, text, Set.of("type", "dest", "tar"));
    String type = values.require("type");
    if (!TYPES.contains(type)) {
      throw new UsageException(unknown(text, type));
    }
    if (type.equals("registry") || type.equals("store")) {
      if (values.get("dest").isPresent() || values.get("tar").isPresent()) {
        throw new UsageException(
            "%s %s: type=%s takes the names of the image, nothing else"
                .formatted(FLAG, text, type));
      }
      return type.equals("registry") ? new Output.Registry() : new Output.Store();
    }
    String destination = values.require("dest");
    if (destination.equals("-")) {
      throw new UsageException(standardOutput(text));
    }
    if (!type.equals("oci") && values.get("tar").isPresent()) {
      throw new UsageException("%s %s: tar=… goes with type=oci".formatted(FLAG, text));
    }
    Path path = surroundings.path(destination);
    return switch (type) {
      case "oci" -> new Output.OciLayout(path, isTar(text, values.get("tar").orElse("true")));
      case "docker" -> new Output.DockerArchive(path);
      default -> new Output.LocalDirectory(path);
    };
  }

  private static boolean isTar(String text, String value) throws UsageException {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UsageException("%s %s: tar is true or false".formatted(FLAG, text));
    };
  }

  private static String standardOutput(String text) {
    return "%s %s: an image is not written to standard output; give it a file, dest=FILE"
        .formatted(FLAG, text);
  }

  private static String unknown(String text, String type) {
    return "%s %s: unknown type '%s'%s"
        .formatted(
            FLAG,
            text,
            type,
            Suggestions.nearest(type, TYPES)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(" (known: " + String.join(", ", TYPES) + ")"));
  }
}
