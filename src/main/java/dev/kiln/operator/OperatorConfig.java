package dev.kiln.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// The operator's settings, as properties `kiln.…` or environment variables `KILN_…`.
@ConfigMapping(prefix = "kiln")
interface OperatorConfig {
  Builder builder();

  /// The registries file that every builder pod gets; the text of `--registries`.
  Optional<Path> registries();

  /// How builder pods are isolated.
  @WithDefault("auto")
  Isolation isolation();

  /// Whether only one of several operators acts.
  @WithDefault("true")
  boolean leaderElection();

  /// What concerns the builder pods.
  interface Builder {
    /// Kiln's own image; the operator does not start without it.
    String image();

    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /// A YAML file of the fields of `spec.pod`: defaults for every builder pod.
    Optional<Path> pod();
  }
}
