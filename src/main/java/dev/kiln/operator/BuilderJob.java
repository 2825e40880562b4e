package dev.kiln.operator;

import dev.kiln.api.v1alpha1.DurationText;
import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildManifest;
import dev.kiln.api.v1alpha1.PodSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The Job of one attempt, and the ConfigMap that tells its pod what to build. Both follow from the
/// ImageBuild and the decision alone, so that making them twice makes nothing new.
record BuilderJob(ImageBuild imageBuild, Decision.Start start, BuilderSettings settings) {
  static final String MANIFEST = "imagebuild.yaml";
  static final String REGISTRIES = "registries.yaml";

  Job job() {
    Map<String, String> labels = labels();
    Map<String, String> annotations = annotations();
    return new JobBuilder()
        .withMetadata(metadata(labels, annotations))
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(DurationText.parse(imageBuild.getSpec().timeout()).toSeconds())
        .withNewTemplate()
        .withMetadata(
            new ObjectMetaBuilder().withLabels(labels).withAnnotations(annotations).build())
        .withSpec(new BuilderPod(imageBuild.getSpec(), start.sandbox(), settings, name()).podSpec())
        .endTemplate()
        .endSpec()
        .build();
  }

  ConfigMap configMap() {
    return new ConfigMapBuilder()
        .withMetadata(metadata(Marks.labels(owner(), start.number()), Map.of()))
        .addToData(MANIFEST, manifest().yaml())
        .addToData(REGISTRIES, settings.registries())
        .build();
  }

  private ImageBuildManifest manifest() {
    return new ImageBuildManifest(
        ImageBuild.API_VERSION,
        ImageBuild.KIND,
        new ImageBuildManifest.Metadata(owner(), imageBuild.getMetadata().getNamespace()),
        imageBuild.getSpec());
  }

  private String name() {
    return BuildNames.job(owner(), start.number());
  }

  private String owner() {
    return imageBuild.getMetadata().getName();
  }

  private ObjectMeta metadata(Map<String, String> labels, Map<String, String> annotations) {
    return new ObjectMetaBuilder()
        .withName(name())
        .withNamespace(imageBuild.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(annotations)
        .withOwnerReferences(ownerReference())
        .build();
  }

  private OwnerReference ownerReference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(ImageBuild.API_VERSION)
        .withKind(ImageBuild.KIND)
        .withName(owner())
        .withUid(imageBuild.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (PodSettings pod : BuilderPod.settings(imageBuild.getSpec(), settings)) {
      if (pod.metadata() != null) {
        labels.putAll(pod.metadata().labels());
      }
    }
    labels.putAll(Marks.labels(owner(), start.number()));
    return labels;
  }

  private Map<String, String> annotations() {
    Map<String, String> annotations = new LinkedHashMap<>();
    for (PodSettings pod : BuilderPod.settings(imageBuild.getSpec(), settings)) {
      if (pod.metadata() != null) {
        annotations.putAll(pod.metadata().annotations());
      }
    }
    annotations.put(Marks.IMAGE_BUILD_NAME, owner());
    annotations.put(Marks.GENERATION, imageBuild.getMetadata().getGeneration().toString());
    annotations.put(Marks.SANDBOX, start.sandbox().word());
    annotations.put(Marks.RETRIES, Integer.toString(start.retries()));
    String request = request(imageBuild);
    if (request != null) {
      annotations.put(Marks.REQUEST, request);
    }
    return annotations;
  }

  /// The value of `kiln.dev/requestedAt`.
  static @Nullable String request(ImageBuild imageBuild) {
    return Objects.requireNonNullElse(
            imageBuild.getMetadata().getAnnotations(), Map.<String, String>of())
        .get(ImageBuild.REQUESTED_AT);
  }
}
