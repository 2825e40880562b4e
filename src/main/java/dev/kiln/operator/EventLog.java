package dev.kiln.operator;

import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Tells of each new reason as a Kubernetes event on the ImageBuild, once for each build.
record EventLog(KubernetesClient client, Clock clock) {
  private static final Logger LOG = Logger.getLogger(EventLog.class);

  /// Emits an event where the reason of `Ready` changed. That an event is lost fails nothing.
  void tell(ImageBuild imageBuild, ImageBuildStatus before, ImageBuildStatus after) {
    Optional<Condition> ready = after.condition(Condition.Type.Ready);
    boolean news =
        !ready
            .map(Condition::reason)
            .equals(before.condition(Condition.Type.Ready).map(Condition::reason));
    if (!news || ready.isEmpty()) {
      return;
    }
    int number = Objects.requireNonNullElse(after.buildNumber(), 0);
    try {
      client
          .v1()
          .events()
          .inNamespace(imageBuild.getMetadata().getNamespace())
          .resource(event(imageBuild, ready.get(), number))
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.warnf("an event could not be written: %s", e.getMessage());
      }
    }
  }

  private Event event(ImageBuild imageBuild, Condition ready, int number) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    boolean good =
        switch (ready.reason()) {
          case Pending, Running, Succeeded, Suspended, BuildCanceled -> true;
          default -> false;
        };
    return new EventBuilder()
        .withNewMetadata()
        .withName(
            BuildNames.event(
                imageBuild.getMetadata().getName(),
                imageBuild.getMetadata().getUid(),
                number,
                ready.reason().name()))
        .withNamespace(imageBuild.getMetadata().getNamespace())
        .endMetadata()
        .withType(good ? "Normal" : "Warning")
        .withReason(ready.reason().name())
        .withMessage(Objects.requireNonNullElse(ready.message(), ready.reason().name()))
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .withNewSource()
        .withComponent("kiln-operator")
        .endSource()
        .withReportingComponent("kiln-operator")
        .withReportingInstance("kiln-operator")
        .withNewInvolvedObject()
        .withApiVersion(ImageBuild.API_VERSION)
        .withKind(ImageBuild.KIND)
        .withNamespace(imageBuild.getMetadata().getNamespace())
        .withName(imageBuild.getMetadata().getName())
        .withUid(imageBuild.getMetadata().getUid())
        .endInvolvedObject()
        .build();
  }
}
