package dev.kiln.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** `crds/` is a checked copy of what the types say; `-Dupdate.golden` rewrites it. */
class CrdTest {
  private static final Path CHECKED_IN = Path.of("crds/imagebuilds.kiln.dev.yaml");

  private static final List<String> COLUMNS =
      List.of("READY", "REASON", "IMAGE", "AGE", "DIGEST", "COMMIT", "DURATION");

  /** Lists that are keyed: two entries of one key are refused, and appliers may share the list. */
  private static final Map<String, String> LIST_KEYS =
      Map.of("args", "name", "secrets", "id", "files", "path", "conditions", "type");

  @Test
  void checkedInDefinitionIsTheGeneratedOne() throws IOException {
    Path folder = Files.createDirectories(Path.of("target/kubernetes"));
    new CRDGenerator()
        .customResourceClasses(ImageBuild.class)
        .forCRDVersions("v1")
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata definition, String version) {
                return finish(definition);
              }
            })
        .inOutputDir(folder.toFile())
        .generate();
    String generated =
        Files.readString(folder.resolve("imagebuilds.kiln.dev-v1.yml"))
            .replaceFirst("^#[^\n]*", "# Generated from the types of dev.kiln.api.v1alpha1.");

    if (System.getProperty("update.golden") != null) {
      Files.writeString(CHECKED_IN, generated);
    }
    assertThat(Files.readString(CHECKED_IN))
        .as("%s has drifted: run mvn test -Dtest=CrdTest -Dupdate.golden", CHECKED_IN)
        .isEqualTo(generated);
  }

  private static HasMetadata finish(HasMetadata resource) {
    CustomResourceDefinition definition = (CustomResourceDefinition) resource;
    for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
      assertThat(version.getAdditionalPrinterColumns())
          .extracting(CustomResourceColumnDefinition::getName)
          .containsExactlyInAnyOrderElementsOf(COLUMNS);
      version
          .getAdditionalPrinterColumns()
          .sort((a, b) -> COLUMNS.indexOf(a.getName()) - COLUMNS.indexOf(b.getName()));
      finish(version.getSchema().getOpenAPIV3Schema());
    }
    return definition;
  }

  /** A record's annotations are seen on its field and its accessor: each rule comes twice. */
  private static void finish(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    schema
        .getProperties()
        .forEach((name, property) -> {
          String key = LIST_KEYS.get(name);
          if (key != null && "array".equals(property.getType())) {
            property.setXKubernetesListType("map");
            property.setXKubernetesListMapKeys(List.of(key));
          }
          finish(property);
        });
    if (schema.getItems() != null) {
      finish(schema.getItems().getSchema());
    }
  }
}
