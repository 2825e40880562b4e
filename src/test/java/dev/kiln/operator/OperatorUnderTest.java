package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.NullUnmarked;

/** An operator in a namespace of its own, and the controllers that the API server lacks. */
@NullUnmarked
final class OperatorUnderTest implements AutoCloseable {
  private final KubernetesClient client;
  private final KubernetesClient operatorsClient;
  private final String namespace;
  private Operator operator;

  OperatorUnderTest(TestCluster cluster) {
    client = cluster.client();
    operatorsClient = cluster.operatorsClient();
    namespace = cluster.namespace();
    start();
  }

  void start() {
    BuilderSettings settings =
        new BuilderSettings(
            "kiln:test",
            "IfNotPresent",
            Isolation.AUTO,
            "registries: []\n",
            OperatorWiring.noDefaults());
    // Retries wait for seconds in real life: this clock is past all of them.
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    operator =
        new Operator(overrider ->
            overrider.withKubernetesClient(operatorsClient).withCloseClientOnStop(false));
    operator.register(
        new ImageBuildReconciler(operatorsClient, settings, clock),
        overrider -> overrider.settingNamespace(namespace));
    operator.start();
  }

  void stop() {
    operator.stop();
  }

  @Override
  public void close() {
    stop();
  }

  /** Applies an ImageBuild with these lines of spec beside its source and output. */
  void apply(String name, String spec) {
    ImageBuild imageBuild =
        Serialization.unmarshal(
            """
            apiVersion: kiln.dev/v1alpha1
            kind: ImageBuild
            metadata: {name: %s, namespace: %s}
            spec:
              source: {inline: {files: [{path: Dockerfile, content: "FROM scratch"}]}}
              output: {images: ["registry.example.com/%s:latest"]}
              %s
            """
                .formatted(name, namespace, name, spec),
            ImageBuild.class);
    client.resource(imageBuild).forceConflicts().serverSideApply();
  }

  void request(String name, String value) {
    imageBuilds(name)
        .edit(build -> {
          build.getMetadata().getAnnotations().put(ImageBuild.REQUESTED_AT, value);
          return build;
        });
  }

  void forgetStatus(String name) {
    imageBuilds(name)
        .editStatus(build -> {
          build.setStatus(null);
          return build;
        });
  }

  ImageBuildStatus status(String name) {
    return Objects.requireNonNullElse(imageBuilds(name).get().getStatus(), ImageBuildStatus.EMPTY);
  }

  ImageBuildStatus awaitReason(String name, Reason reason) {
    await("%s is %s".formatted(name, reason))
        .untilAsserted(() -> assertThat(reason(name)).isEqualTo(reason));
    return status(name);
  }

  void awaitNumber(String name, int number, Reason reason) {
    await("%s %d is %s".formatted(name, number, reason))
        .untilAsserted(() -> {
          assertThat(status(name).buildNumber()).isEqualTo(number);
          assertThat(reason(name)).isEqualTo(reason);
        });
  }

  Job awaitJob(String name) {
    await("Job " + name).until(() -> jobs(name).get() != null);
    return jobs(name).get();
  }

  List<String> jobs() {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  ConfigMap configMap(String name) {
    return client.configMaps().inNamespace(namespace).withName(name).get();
  }

  List<String> eventReasons(String name) {
    return client
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.name", name)
        .list()
        .getItems()
        .stream()
        .map(event -> event.getReason())
        .toList();
  }

  /** Long enough for a reconciliation that should not happen. */
  void settle() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
  }

  /** The Job controller: makes the Job's pod. */
  void pendingPod(String name) {
    Job job = awaitJob(name);
    Pod pod =
        new PodBuilder()
            .withMetadata(job.getSpec().getTemplate().getMetadata())
            .withSpec(job.getSpec().getTemplate().getSpec())
            .editMetadata()
            .withName(name + "-pod")
            .withNamespace(namespace)
            .addToLabels("batch.kubernetes.io/job-name", name)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(name)
            .withUid(job.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build();
    client.pods().inNamespace(namespace).resource(pod).create();
    jobs(name)
        .editStatus(j -> {
          j.getStatus().setStartTime(now());
          j.getStatus().setActive(1);
          return j;
        });
  }

  /** The kubelet: the pod runs. */
  void runPod(String name) {
    awaitJob(name);
    if (pod(name).get() == null) {
      pendingPod(name);
    }
    pod(name)
        .editStatus(pod -> {
          pod.getStatus().setPhase("Running");
          return pod;
        });
  }

  /** The kubelet and the Job controller: the builder's container has ended. */
  void endPod(String name, int exitCode, String message) {
    pod(name)
        .editStatus(pod -> {
          pod.getStatus().setPhase(exitCode == 0 ? "Succeeded" : "Failed");
          pod.getStatus()
              .setContainerStatuses(
                  List.of(
                      new ContainerStatusBuilder()
                          .withName("builder")
                          .withImage("kiln:test")
                          .withImageID("kiln:test")
                          .withReady(false)
                          .withRestartCount(0)
                          .withNewState()
                          .withNewTerminated()
                          .withExitCode(exitCode)
                          .withMessage(message)
                          .endTerminated()
                          .endState()
                          .build()));
          return pod;
        });
    jobs(name).editStatus(job -> ended(job, exitCode == 0));
  }

  private static Job ended(Job job, boolean succeeded) {
    List<Map<String, Object>> conditions = new ArrayList<>();
    conditions.add(condition(succeeded ? "SuccessCriteriaMet" : "FailureTarget", succeeded));
    conditions.add(condition(succeeded ? "Complete" : "Failed", succeeded));
    Map<String, Object> status =
        new java.util.HashMap<>(
            Map.of(
                "startTime",
                job.getStatus().getStartTime(),
                "active",
                0,
                "terminating",
                0,
                succeeded ? "succeeded" : "failed",
                1,
                "uncountedTerminatedPods",
                Map.of(),
                "conditions",
                conditions));
    if (succeeded) {
      status.put("completionTime", now());
    }
    job.setStatus(
        Serialization.unmarshal(
            Serialization.asJson(status),
            io.fabric8.kubernetes.api.model.batch.v1.JobStatus.class));
    return job;
  }

  private static Map<String, Object> condition(String type, boolean succeeded) {
    return Map.of(
        "type",
        type,
        "status",
        "True",
        "reason",
        succeeded ? "CompletionsReached" : "BackoffLimitExceeded",
        "lastTransitionTime",
        now());
  }

  /** The garbage collector: a Job that is deleted in the foreground goes when its pods are gone. */
  void finishDeletion(String name) {
    await("Job %s is being deleted".formatted(name))
        .until(() -> jobs(name).get().getMetadata().getDeletionTimestamp() != null);
    settle();
    assertThat(jobs()).as("nothing starts before the pod has ended").containsExactly(name);
    pod(name).withGracePeriod(0).delete();
    jobs(name)
        .edit(job -> {
          job.getMetadata().setFinalizers(List.of());
          return job;
        });
  }

  /** Somebody with kubectl. */
  void deleteJob(String name) {
    jobs(name).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  /** The kubelet warns. */
  void warn(String name, String reason, String message) {
    Pod pod = pod(name).get();
    client
        .v1()
        .events()
        .inNamespace(namespace)
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName(name + "." + reason.toLowerCase(java.util.Locale.ROOT))
                .withNamespace(namespace)
                .endMetadata()
                .withType("Warning")
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(now())
                .withLastTimestamp(now())
                .withNewInvolvedObject()
                .withKind("Pod")
                .withNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endInvolvedObject()
                .build())
        .create();
  }

  private Reason reason(String name) {
    return status(name).condition(Condition.Type.Ready).map(Condition::reason).orElse(null);
  }

  private io.fabric8.kubernetes.client.dsl.Resource<ImageBuild> imageBuilds(String name) {
    return client.resources(ImageBuild.class).inNamespace(namespace).withName(name);
  }

  private io.fabric8.kubernetes.client.dsl.ScalableResource<Job> jobs(String name) {
    return client.batch().v1().jobs().inNamespace(namespace).withName(name);
  }

  private io.fabric8.kubernetes.client.dsl.PodResource pod(String job) {
    return client.pods().inNamespace(namespace).withName(job + "-pod");
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
