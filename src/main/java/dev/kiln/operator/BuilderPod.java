package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.PodSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The pod that runs `kiln run` for one attempt. It holds no Kubernetes credentials and no more
/// privilege than Pod Security's baseline level grants.
///
/// @param job the name of the Job, and of the ConfigMap that holds the manifest
record BuilderPod(ImageBuildSpec spec, Sandbox sandbox, BuilderSettings settings, String job) {
  static final String CONTAINER = "builder";

  /// Long enough to unmount and to leave a report, short enough for an impatient drain.
  private static final long GRACE_SECONDS = 10;

  /// The platform team's settings, then the ImageBuild's own, which win.
  static List<PodSettings> settings(ImageBuildSpec spec, BuilderSettings settings) {
    return spec.pod() == null ? List.of(settings.pod()) : List.of(settings.pod(), spec.pod());
  }

  PodSpec podSpec() {
    BuilderVolumes volumes = BuilderVolumes.of(spec, job);
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(GRACE_SECONDS)
            .withNodeSelector(merged(PodSettings::nodeSelector))
            .withTolerations(
                settings(spec, settings).stream().flatMap(s -> s.tolerations().stream()).toList())
            .withAffinity(last(PodSettings::affinity))
            .withPriorityClassName(last(PodSettings::priorityClassName))
            .withContainers(container(volumes))
            .withVolumes(volumes.volumes());
    return switch (sandbox) {
      // No seccomp profile: RuntimeDefault refuses the mounts that the builder makes in its own
      // user namespace.
      case NAMESPACES -> pod.withHostUsers(false).build();
      case CHROOT ->
          pod.withNewSecurityContext()
              .withNewSeccompProfile()
              .withType("RuntimeDefault")
              .endSeccompProfile()
              .endSecurityContext()
              .build();
    };
  }

  private Container container(BuilderVolumes volumes) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(settings.image())
        .withImagePullPolicy(settings.imagePullPolicy())
        .withCommand("/opt/kiln/kiln")
        .withArgs(
            "run",
            "-f",
            BuilderVolumes.BUILD + "/" + BuilderJob.MANIFEST,
            "--inputs",
            BuilderVolumes.INPUTS,
            "--registries",
            BuilderVolumes.BUILD + "/" + BuilderJob.REGISTRIES,
            "--cache-dir",
            BuilderVolumes.CACHE,
            "--store-dir",
            BuilderVolumes.WORK + "/store",
            "--sandbox",
            sandbox.word(),
            "--report",
            "/dev/termination-log",
            "--progress",
            "plain")
        .addNewEnv()
        .withName("HOME")
        .withValue(BuilderVolumes.WORK)
        .endEnv()
        .withResources(resources())
        .withSecurityContext(securityContext())
        .withTerminationMessagePath("/dev/termination-log")
        .withTerminationMessagePolicy("File")
        .withVolumeMounts(volumes.mounts())
        .build();
  }

  private SecurityContext securityContext() {
    SecurityContextBuilder context = new SecurityContextBuilder().withRunAsUser(0L);
    return switch (sandbox) {
      case NAMESPACES -> context.withProcMount("Unmasked").build();
      case CHROOT -> context.build();
    };
  }

  private @Nullable ResourceRequirements resources() {
    Map<String, Quantity> requests = merged(s -> resources(s, PodSettings.Resources::requests));
    Map<String, Quantity> limits = merged(s -> resources(s, PodSettings.Resources::limits));
    return requests.isEmpty() && limits.isEmpty()
        ? null
        : new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static Map<String, Quantity> resources(
      PodSettings pod, Function<PodSettings.Resources, Map<String, Quantity>> part) {
    return pod.resources() == null ? Map.of() : part.apply(pod.resources());
  }

  private <V> Map<String, V> merged(Function<PodSettings, Map<String, V>> part) {
    Map<String, V> all = new LinkedHashMap<>();
    settings(spec, settings).forEach(pod -> all.putAll(part.apply(pod)));
    return all;
  }

  private <T> @Nullable T last(Function<PodSettings, @Nullable T> part) {
    return settings(spec, settings).stream()
        .map(part)
        .filter(Objects::nonNull)
        .reduce((platform, own) -> own)
        .orElse(null);
  }
}
