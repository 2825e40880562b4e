package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The API server accepts every manifest of `k8s-examples`, to the last field. */
@NullUnmarked
class ExamplesTest {
  @TestFactory
  Stream<DynamicTest> isAccepted() throws IOException, InterruptedException {
    KubernetesClient client = TestCluster.get().client();
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("kiln-examples")
                .endMetadata()
                .build())
        .serverSideApply();
    try (Stream<Path> files = Files.walk(Path.of("k8s-examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("00-install/kiln.yaml")) // all tests run on it
          .sorted()
          .toList()
          .stream()
          .map(file -> DynamicTest.dynamicTest(file.toString(), () -> accepts(client, file)));
    }
  }

  private static void accepts(KubernetesClient client, Path file) throws IOException {
    HasMetadata resource =
        Serialization.unmarshal(
            Files.readString(file),
            io.fabric8.kubernetes.api.model.GenericKubernetesResource.class);
    assertThatCode(() ->
            client
                .resource(resource)
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .serverSideApply())
        .doesNotThrowAnyException();
  }
}
