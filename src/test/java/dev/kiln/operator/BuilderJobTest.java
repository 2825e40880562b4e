package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.ImageBuild;
import dev.kiln.api.v1alpha1.PodSettings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden files: `in-NAME.yaml` becomes `out-NAME.yaml`; `-Dupdate.golden` rewrites the latter. */
@NullUnmarked
class BuilderJobTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/kiln/operator/jobs");

  @ParameterizedTest
  @CsvSource({"minimal,NAMESPACES,0", "everything,NAMESPACES,1", "everything-chroot,CHROOT,0"})
  void jobAndConfigMapAreAsWritten(String name, Sandbox sandbox, int retries) throws IOException {
    ImageBuild imageBuild =
        Serialization.unmarshal(
            Files.readString(FOLDER.resolve("in-" + name.replace("-chroot", "") + ".yaml")),
            ImageBuild.class);
    PodSettings platform =
        Serialization.unmarshal(
            "nodeSelector: {pool: builds}\nresources: {requests: {cpu: 100m, memory: 512Mi}}",
            PodSettings.class);
    BuilderSettings settings =
        new BuilderSettings(
            "registry.example.com/kiln:0.1.0",
            "IfNotPresent",
            Isolation.AUTO,
            "registries:\n- host: docker.io\n  mirrors: [\"registry.test:5000\"]\n",
            name.equals("minimal") ? OperatorWiring.noDefaults() : platform);
    BuilderJob made =
        new BuilderJob(imageBuild, new Decision.Start(3, sandbox, retries, ""), settings);
    String yaml = Serialization.asYaml(made.job()) + Serialization.asYaml(made.configMap());

    Path golden = FOLDER.resolve("out-" + name + ".yaml");
    if (System.getProperty("update.golden") != null) {
      Files.writeString(golden, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(golden));
  }
}
