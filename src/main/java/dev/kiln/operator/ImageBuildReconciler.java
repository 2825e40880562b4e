package dev.kiln.operator;

import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Observe, decide, carry out, patch the status. It keeps no state of its own: the Jobs and the
/// status are all it needs, so a restart at any moment goes on from there.
@ControllerConfiguration(name = "imagebuild", generationAwareEventProcessing = false)
public final class ImageBuildReconciler implements Reconciler<ImageBuild> {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Observer observer;
  private final Actions actions;
  private final EventLog events;

  ImageBuildReconciler(KubernetesClient client, BuilderSettings settings, Clock clock) {
    observer = new Observer(client, settings, clock);
    actions = new Actions(client, settings);
    events = new EventLog(client, clock);
  }

  @Override
  public List<EventSource<?, ImageBuild>> prepareEventSources(
      EventSourceContext<ImageBuild> context) {
    return List.of(informer(Job.class, context), informer(Pod.class, context));
  }

  @Override
  public UpdateControl<ImageBuild> reconcile(ImageBuild imageBuild, Context<ImageBuild> context) {
    if (imageBuild.isMarkedForDeletion()) {
      return UpdateControl.noUpdate(); // its Jobs and ConfigMaps are owned, and go with it
    }
    Observation seen =
        observer.observe(
            imageBuild,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class));
    Decision decision = actions.carryOut(imageBuild, seen, Rules.decide(seen));
    ImageBuildStatus status =
        StatusChange.after(seen, decision, imageBuild.getMetadata().getName());
    actions.prune(imageBuild, seen, status);
    events.tell(imageBuild, seen.status(), status);
    return again(update(imageBuild, seen.status(), status), decision);
  }

  private static UpdateControl<ImageBuild> update(
      ImageBuild imageBuild, ImageBuildStatus before, ImageBuildStatus after) {
    if (after.equals(before)) {
      return UpdateControl.noUpdate();
    }
    ImageBuild patch = new ImageBuild();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(imageBuild.getMetadata().getName())
            .withNamespace(imageBuild.getMetadata().getNamespace())
            .build());
    patch.setStatus(after);
    return UpdateControl.patchStatus(patch);
  }

  private static UpdateControl<ImageBuild> again(
      UpdateControl<ImageBuild> update, Decision decision) {
    return switch (decision) {
      case Decision.End end -> update.rescheduleAfter(AT_ONCE);
      case Decision.Start start -> update;
      case Decision.Follow follow ->
          follow.lookAgain() == null ? update : update.rescheduleAfter(follow.lookAgain());
      case Decision.Wait wait -> update.rescheduleAfter(wait.time());
      case Decision.Hold hold -> update;
      case Decision.Settled settled -> update;
    };
  }

  private static <R extends HasMetadata> InformerEventSource<R, ImageBuild> informer(
      Class<R> type, EventSourceContext<ImageBuild> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(type, ImageBuild.class)
            .withNamespacesInheritedFromController()
            .withLabelSelector(Marks.SELECTOR)
            .withSecondaryToPrimaryMapper(ImageBuildReconciler::owner)
            .build(),
        context);
  }

  private static Set<ResourceID> owner(HasMetadata made) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(made.getMetadata().getAnnotations(), Map.of());
    return Optional.ofNullable(annotations.get(Marks.IMAGE_BUILD_NAME))
        .map(name -> Set.of(new ResourceID(name, made.getMetadata().getNamespace())))
        .orElseGet(Set::of);
  }
}
