package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sees what is there. The informers' caches answer; where they may lag and a wrong answer would
/// start or lose a build, the API server is asked.
record Observer(KubernetesClient client, BuilderSettings settings, Clock clock) {

  /// Looks at one ImageBuild.
  ///
  /// @param jobs those that the cache has for it
  /// @param pods those that the cache has for it
  Observation observe(ImageBuild imageBuild, Set<Job> jobs, Set<Pod> pods) {
    ImageBuildStatus status =
        Objects.requireNonNullElse(imageBuild.getStatus(), ImageBuildStatus.EMPTY);
    List<Job> own = jobs.stream().filter(job -> owns(imageBuild, job)).toList();
    return new Observation(
        imageBuild.getMetadata().getGeneration(),
        BuilderJob.request(imageBuild),
        imageBuild.getSpec(),
        status,
        current(imageBuild, status, own, pods),
        own.stream()
            .map(job ->
                new Observation.JobRef(
                    AttemptReader.number(job), job.getMetadata().getName(), deleting(job)))
            .toList(),
        settings.isolation(),
        clock.instant());
  }

  private @Nullable Attempt current(
      ImageBuild imageBuild, ImageBuildStatus status, List<Job> jobs, Set<Pod> pods) {
    int known = Objects.requireNonNullElse(status.buildNumber(), 0);
    Optional<Job> latest =
        jobs.stream()
            .max(Comparator.comparingInt(AttemptReader::number))
            .filter(job -> AttemptReader.number(job) >= known);
    if (latest.isPresent()) {
      return attempt(latest.get(), pods);
    }
    String name = status.job();
    boolean recorded = status.history().stream().anyMatch(entry -> entry.number() == known);
    if (name == null || recorded) {
      return null;
    }
    Job live = client.batch().v1().jobs().inNamespace(namespace(imageBuild)).withName(name).get();
    return live != null && owns(imageBuild, live) ? attempt(live, pods) : gone(status, known, name);
  }

  /// The attempt that the status tells of and whose Job is no more.
  private static Attempt gone(ImageBuildStatus status, int number, String job) {
    return new Attempt(
        number,
        job,
        Objects.requireNonNullElse(status.observedGeneration(), 0L),
        status.observedRequest(),
        Sandbox.of(Objects.requireNonNullElse(status.sandbox(), "")),
        Objects.requireNonNullElse(status.retries(), 0),
        null,
        new Phase.Gone());
  }

  private Attempt attempt(Job job, Set<Pod> pods) {
    Optional<Pod> pod = newest(pods.stream().filter(p -> owns(job, p)).toList());
    if (AttemptReader.ended(job) && pod.flatMap(PodEnd::of).isEmpty()) {
      pod =
          newest(
              client
                  .pods()
                  .inNamespace(namespace(job))
                  .withLabel("batch.kubernetes.io/job-name", job.getMetadata().getName())
                  .list()
                  .getItems());
    }
    return new AttemptReader(job, pod, warnings(job, pod), clock.instant()).attempt();
  }

  private List<Event> warnings(Job job, Optional<Pod> pod) {
    boolean waits = pod.map(p -> "Pending".equals(p.getStatus().getPhase())).orElse(true);
    if (AttemptReader.ended(job) || !waits) {
      return List.of();
    }
    HasMetadata about = pod.isPresent() ? pod.get() : job;
    return client
        .v1()
        .events()
        .inNamespace(namespace(job))
        .withField("involvedObject.uid", about.getMetadata().getUid())
        .withField("type", "Warning")
        .list()
        .getItems();
  }

  private static Optional<Pod> newest(List<Pod> pods) {
    return pods.stream().max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  private static boolean owns(HasMetadata owner, HasMetadata owned) {
    return owned.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .anyMatch(uid -> Objects.equals(uid, owner.getMetadata().getUid()));
  }

  private static boolean deleting(HasMetadata resource) {
    return resource.getMetadata().getDeletionTimestamp() != null;
  }

  private static String namespace(HasMetadata resource) {
    return resource.getMetadata().getNamespace();
  }
}
