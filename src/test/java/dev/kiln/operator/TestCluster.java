package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;

/**
 * A real API server for tests, without controllers: tests play the Job controller and the kubelet.
 * All test classes share one; it ends with the JVM.
 */
@NullUnmarked
final class TestCluster {
  /** Test runs of several checkouts do not meet. */
  private static final String INSTANCE = "optest-" + ProcessHandle.current().pid();

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static TestCluster running;

  private final KubernetesClient client;
  private final KubernetesClient operatorsClient;

  private TestCluster(Path kubeconfig) {
    client = connect(kubeconfig, null);
    operatorsClient = connect(kubeconfig, "system:serviceaccount:kiln-system:kiln");
  }

  /** The cluster; skips the calling test, and says why, where it cannot be had. */
  static synchronized TestCluster get() throws IOException, InterruptedException {
    if (running == null) {
      running = start();
    }
    return running;
  }

  KubernetesClient client() {
    return client;
  }

  /** A client with the rights that the chart gives to the operator, and no others. */
  KubernetesClient operatorsClient() {
    return operatorsClient;
  }

  /** A new namespace that enforces Pod Security baseline. */
  String namespace() {
    String name =
        "test-%d-%d".formatted(ProcessHandle.current().pid(), NAMESPACES.incrementAndGet());
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("pod-security.kubernetes.io/enforce", "baseline"))
                .endMetadata()
                .build())
        .create();
    return name;
  }

  private static TestCluster start() throws IOException, InterruptedException {
    Path kit = shared().resolve("cluster");
    Assumptions.assumeTrue(
        Files.isExecutable(kit.resolve("up")),
        "needs the cluster kit at " + kit + ": set KILN_TEST_SHARED");
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "the cluster kit needs root");
    String environment = run(kit, "up", "--control-plane-only");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kit)));
    String kubeconfig =
        environment
            .lines()
            .filter(line -> line.startsWith("export KUBECONFIG="))
            .findFirst()
            .orElseThrow()
            .substring("export KUBECONFIG=".length());
    TestCluster cluster = new TestCluster(Path.of(kubeconfig));
    cluster.install();
    return cluster;
  }

  /** What the plain manifests install; there is no controller that would run the Deployment. */
  private void install() throws IOException {
    try (InputStream manifests =
        Files.newInputStream(Path.of("k8s-examples/00-install/kiln.yaml"))) {
      client.load(manifests).serverSideApply();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    client
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("imagebuilds.kiln.dev")
                        .get()
                        .getStatus()
                        .getConditions())
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True")));
  }

  private static KubernetesClient connect(Path kubeconfig, String user) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static Path shared() {
    return Path.of(Objects.requireNonNullElse(System.getenv("KILN_TEST_SHARED"), "../shared"));
  }

  private static String run(Path kit, String... command) throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("cluster", ".log");
    Process process = process(kit, command).redirectError(complaints.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(() -> String.join(" ", command) + ": " + contentOf(complaints.toFile()))
        .isZero();
    Files.delete(complaints);
    return out;
  }

  private static void stop(Path kit) {
    try {
      process(kit, "down", "--clean")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(30, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the test cluster could not be stopped", e);
    }
  }

  private static ProcessBuilder process(Path kit, String... command) {
    String[] absolute = command.clone();
    absolute[0] = kit.resolve(command[0]).toAbsolutePath().toString();
    ProcessBuilder builder =
        new ProcessBuilder(List.of(absolute)).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("KILN_CLUSTER_INSTANCE", INSTANCE);
    return builder;
  }
}
