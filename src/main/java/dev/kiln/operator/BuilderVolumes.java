package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.SecretName;
import dev.kiln.api.v1alpha1.Source;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/// What a builder pod sees of the cluster: the tree that `kiln run --inputs` reads. Secrets and
/// ConfigMaps are mounted, never copied, and only those that the spec names.
record BuilderVolumes(List<Volume> volumes, List<VolumeMount> mounts) {
  static final String BUILD = "/kiln/build";
  static final String INPUTS = "/kiln/inputs";
  static final String WORK = "/kiln/work";
  static final String CACHE = "/kiln/cache";

  BuilderVolumes {
    volumes = List.copyOf(volumes);
    mounts = List.copyOf(mounts);
  }

  static BuilderVolumes of(ImageBuildSpec spec, String job) {
    BuilderVolumes all = new BuilderVolumes(List.of(), List.of());
    all = all.and(configMap("build", job), BUILD, true);
    all = all.and(scratch("work"), WORK, false);
    all =
        spec.cache() == null
            ? all.and(scratch("cache"), CACHE, false)
            : all.and(claim("cache", spec.cache().volume().claimName()), CACHE, false);

    int number = 0;
    for (String secret : secrets(spec)) {
      all = all.and(secret("secret-" + number++, secret), INPUTS + "/secrets/" + secret, true);
    }
    Source.ConfigMap files = spec.source().configMap();
    if (files != null) {
      all = all.and(configMap("files", files.name()), INPUTS + "/configmaps/" + files.name(), true);
    }
    Source.Claim volume = spec.source().persistentVolumeClaim();
    if (volume != null) {
      String name = volume.claimName();
      all = all.and(claim("source", name), INPUTS + "/volumes/" + name, true);
    }
    return all;
  }

  private BuilderVolumes and(Volume volume, String path, boolean readOnly) {
    List<Volume> moreVolumes = new ArrayList<>(volumes);
    List<VolumeMount> moreMounts = new ArrayList<>(mounts);
    moreVolumes.add(volume);
    moreMounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(path)
            .withReadOnly(readOnly ? true : null)
            .build());
    return new BuilderVolumes(moreVolumes, moreMounts);
  }

  private static NavigableSet<String> secrets(ImageBuildSpec spec) {
    NavigableSet<String> names = new TreeSet<>();
    spec.secrets().forEach(secret -> names.add(secret.secretRef().name()));
    spec.registrySecrets().stream().map(SecretName::name).forEach(names::add);
    if (spec.source().git() != null && spec.source().git().secretRef() != null) {
      names.add(spec.source().git().secretRef().name());
    }
    return names;
  }

  private static Volume scratch(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  private static Volume configMap(String name, String configMap) {
    return new VolumeBuilder()
        .withName(name)
        .withNewConfigMap()
        .withName(configMap)
        .endConfigMap()
        .build();
  }

  private static Volume secret(String name, String secret) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secret)
        .withDefaultMode(256) // 0400
        .endSecret()
        .build();
  }

  private static Volume claim(String name, String claim) {
    return new VolumeBuilder()
        .withName(name)
        .withNewPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .build();
  }
}
