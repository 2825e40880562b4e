package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/// Carries decisions out. Each action may be repeated: after a crash in the middle the same
/// decision follows from the same facts, and makes nothing twice.
record Actions(KubernetesClient client, BuilderSettings settings) {
  static final String FIELD_MANAGER = "kiln";

  private static final Logger LOG = Logger.getLogger(Actions.class);
  private static final Duration NAME_TAKEN = Duration.ofSeconds(5);
  private static final Duration FORBIDDEN = Duration.ofSeconds(30);
  private static final int UNPROCESSABLE = 422;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withForce(true)
          .withFieldManager(FIELD_MANAGER)
          .build();

  /// Carries a decision out.
  ///
  /// @return the decision, or another one where the API server said no
  Decision carryOut(ImageBuild imageBuild, Observation seen, Decision decision) {
    return switch (decision) {
      case Decision.Start start -> start(imageBuild, seen, start);
      case Decision.End end -> {
        end(imageBuild, end);
        yield end;
      }
      case Decision.Follow follow -> follow;
      case Decision.Wait wait -> wait;
      case Decision.Hold hold -> hold;
      case Decision.Settled settled -> settled;
    };
  }

  /// Deletes the Jobs of builds that the history no longer holds.
  void prune(ImageBuild imageBuild, Observation seen, ImageBuildStatus status) {
    int latest = Objects.requireNonNullElse(status.buildNumber(), 0);
    for (Observation.JobRef job : seen.jobs()) {
      boolean kept = status.history().stream().anyMatch(entry -> entry.number() == job.number());
      if (!kept && job.number() < latest && !job.deleting()) {
        deleteJob(imageBuild, job.name(), DeletionPropagation.BACKGROUND);
      }
    }
  }

  private Decision start(ImageBuild imageBuild, Observation seen, Decision.Start start) {
    BuilderJob made = new BuilderJob(imageBuild, start, settings);
    String namespace = imageBuild.getMetadata().getNamespace();
    String name = made.job().getMetadata().getName();
    try {
      client.configMaps().inNamespace(namespace).resource(made.configMap()).patch(APPLY);
      client.batch().v1().jobs().inNamespace(namespace).resource(made.job()).create();
      LOG.infof("started %s/%s", namespace, name);
      return start;
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT -> taken(imageBuild, start, name);
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            rejected(imageBuild, seen, start, name, message(e));
        case HttpURLConnection.HTTP_FORBIDDEN ->
            new Decision.Wait(Reason.PodRejected, message(e), FORBIDDEN);
        default -> throw e;
      };
    }
  }

  /// The Job is there already: ours, made before a restart, or somebody else's.
  private Decision taken(ImageBuild imageBuild, Decision.Start start, String name) {
    var job =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(imageBuild.getMetadata().getNamespace())
            .withName(name)
            .get();
    boolean ours =
        job != null
            && job.getMetadata().getDeletionTimestamp() == null
            && job.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> imageBuild.getMetadata().getUid().equals(owner.getUid()));
    return ours
        ? start
        : new Decision.Wait(
            Reason.Pending,
            "waits for Job \"%s\" to go, which is not of this ImageBuild".formatted(name),
            NAME_TAKEN);
  }

  /// What the schema could not refuse: a quantity that is none, a label that is none.
  private static Decision rejected(
      ImageBuild imageBuild, Observation seen, Decision.Start start, String name, String message) {
    Attempt never =
        new Attempt(
            start.number(),
            name,
            imageBuild.getMetadata().getGeneration(),
            seen.request(),
            start.sandbox(),
            start.retries(),
            null,
            new Phase.Refused(Reason.InvalidSpec, message));
    return new Decision.End(
        never,
        Outcome.failed(Reason.InvalidSpec, message),
        seen.now(),
        Decision.Next.NOTHING,
        false);
  }

  private void end(ImageBuild imageBuild, Decision.End end) {
    String name = end.attempt().job();
    if (end.deleteJob()) {
      // In the foreground: the Job stays until its pod has ended, and the next build waits for it.
      deleteJob(imageBuild, name, DeletionPropagation.FOREGROUND);
    }
    client
        .configMaps()
        .inNamespace(imageBuild.getMetadata().getNamespace())
        .withName(name)
        .delete();
    LOG.infof(
        "%s/%s ended: %s", imageBuild.getMetadata().getNamespace(), name, end.outcome().reason());
  }

  private void deleteJob(ImageBuild imageBuild, String name, DeletionPropagation how) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(imageBuild.getMetadata().getNamespace())
        .withName(name)
        .withPropagationPolicy(how)
        .delete();
  }

  private static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
