package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuild;
import java.util.LinkedHashMap;
import java.util.Map;

/// The labels and annotations by which the operator knows its own Jobs and pods again.
final class Marks {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String COMPONENT = "app.kubernetes.io/component";

  /// A label: the ImageBuild's name, cut to what a label holds.
  static final String IMAGE_BUILD = ImageBuild.GROUP + "/image-build";

  /// A label: the number of the build.
  static final String BUILD_NUMBER = ImageBuild.GROUP + "/build-number";

  /// Annotations: the ImageBuild's whole name, and what the attempt was made for.
  static final String IMAGE_BUILD_NAME = ImageBuild.GROUP + "/image-build-name";

  static final String GENERATION = ImageBuild.GROUP + "/generation";
  static final String REQUEST = ImageBuild.REQUESTED_AT;
  static final String SANDBOX = ImageBuild.GROUP + "/sandbox";
  static final String RETRIES = ImageBuild.GROUP + "/retries";

  /// Selects builder Jobs and pods.
  static final String SELECTOR = MANAGED_BY + "=kiln," + COMPONENT + "=builder";

  static Map<String, String> labels(String imageBuild, int number) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(MANAGED_BY, "kiln");
    labels.put(COMPONENT, "builder");
    labels.put(IMAGE_BUILD, BuildNames.label(imageBuild));
    labels.put(BUILD_NUMBER, Integer.toString(number));
    return labels;
  }

  private Marks() {}
}
