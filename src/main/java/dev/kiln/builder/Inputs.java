package dev.kiln.builder;

import dev.kiln.api.v1alpha1.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a manifest refers to in the cluster, as a tree of files: `secrets/NAME/KEY`,
/// `configmaps/NAME/KEY` and `volumes/CLAIM`. The operator mounts it into the builder pod.
public record Inputs(Path directory) {
  private static final List<String> LOGIN_KEYS = List.of("config.json", ".dockerconfigjson");

  Path secret(String name, String key) throws InputException {
    Path file = secretDirectory(name).resolve(key);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          Reason.SecretNotFound,
          "secret %s, key %s: expected it in the file %s".formatted(name, key, file));
    }
    return file;
  }

  /// The docker configuration in a Secret, under either of the keys that Kubernetes users know.
  Path login(String name) throws InputException {
    return LOGIN_KEYS.stream()
        .map(secretDirectory(name)::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new InputException(
                Reason.SecretNotFound,
                "registry secret %s: expected its docker configuration in %s, as %s"
                    .formatted(name, secretDirectory(name), String.join(" or ", LOGIN_KEYS))));
  }

  /// The keys of a ConfigMap as files; names that begin with `..` are how a mount is swapped.
  List<Path> configMap(String name) throws InputException {
    Path keys = directory.resolve("configmaps").resolve(name);
    try (Stream<Path> files = Files.list(keys)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith(".."))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(
          Reason.ConfigMapNotFound,
          "config map %s: expected its keys in the directory %s".formatted(name, keys));
    }
  }

  Path volume(String claim) throws InputException {
    Path volume = volumePath(claim);
    if (!Files.isDirectory(volume)) {
      throw new InputException(
          Reason.VolumeClaimNotFound,
          "volume claim %s: expected the directory %s".formatted(claim, volume));
    }
    return volume;
  }

  /// Where a claim's files are, if they are there.
  public Path volumePath(String claim) {
    return directory.resolve("volumes").resolve(claim);
  }

  private Path secretDirectory(String name) {
    return directory.resolve("secrets").resolve(name);
  }
}
