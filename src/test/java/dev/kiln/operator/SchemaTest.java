package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kiln.api.v1alpha1.ImageBuildManifest;
import dev.kiln.api.v1alpha1.ImageBuildManifest.InvalidManifestException;
import dev.kiln.api.v1alpha1.SpecRules;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the schema refuses, a local run refuses too; and nothing else. */
@NullUnmarked
class SchemaTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  private record Case(String name, Map<String, Object> spec, String refused, boolean podOnly) {}

  @TestFactory
  Stream<DynamicTest> theApiServerAcceptsAndRefuses() throws IOException, InterruptedException {
    TestCluster cluster = TestCluster.get();
    String namespace = cluster.namespace();
    return cases().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () -> {
                  String answer = apply(cluster, namespace, c.spec());
                  if (c.refused() == null) {
                    assertThat(answer).isEmpty();
                  } else {
                    assertThat(answer).contains(c.refused());
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> aLocalRunAgrees() throws IOException {
    return cases().stream()
        .filter(c -> !c.podOnly())
        .map(c ->
            DynamicTest.dynamicTest(
                c.name(),
                () ->
                    assertThat(violations(c.spec()))
                        .satisfies(
                            found -> assertThat(found.isEmpty()).isEqualTo(c.refused() == null))));
  }

  private static List<String> violations(Map<String, Object> spec) throws IOException {
    try {
      String manifest = YAML.writeValueAsString(manifest("x", spec));
      return SpecRules.violations(ImageBuildManifest.read(manifest).spec());
    } catch (InvalidManifestException e) {
      return List.of(e.getMessage());
    }
  }

  private static String apply(TestCluster cluster, String namespace, Map<String, Object> spec)
      throws IOException {
    GenericKubernetesResource resource =
        YAML.convertValue(manifest("schema", spec), GenericKubernetesResource.class);
    try {
      cluster
          .client()
          .resource(resource)
          .inNamespace(namespace)
          .dryRun()
          .fieldValidation(FieldValidateable.Validation.STRICT)
          .create();
      return "";
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }

  private static Map<String, Object> manifest(String name, Map<String, Object> spec) {
    return Map.of(
        "apiVersion",
        "kiln.dev/v1alpha1",
        "kind",
        "ImageBuild",
        "metadata",
        Map.of("name", name),
        "spec",
        spec);
  }

  private static List<Case> cases() throws IOException {
    try (InputStream in = SchemaTest.class.getResourceAsStream("schema.yaml")) {
      return YAML.readValue(in, new TypeReference<List<Map<String, Object>>>() {}).stream()
          .map(SchemaTest::oneCase)
          .toList();
    }
  }

  @SuppressWarnings("unchecked") // a map in YAML has names for keys
  private static Case oneCase(Map<String, Object> fields) {
    Map<String, Object> spec =
        new LinkedHashMap<>(
            Map.of(
                "source",
                Map.of("configMap", Map.of("name", "files")),
                "output",
                Map.of("images", List.of("registry.example.com/app"))));
    spec.putAll((Map<String, Object>) fields.get("spec"));
    spec.values().removeIf(value -> value == null);
    return new Case(
        (String) fields.get("case"),
        spec,
        (String) fields.get("refused"),
        Boolean.TRUE.equals(fields.get("podOnly")));
  }
}
