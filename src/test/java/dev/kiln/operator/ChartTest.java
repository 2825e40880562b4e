package dev.kiln.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.kiln.api.v1alpha1.PodSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class ChartTest {
  private static final Path CHART = Path.of("helm/kiln");
  private static final Path INSTALL = Path.of("k8s-examples/00-install/kiln.yaml");
  private static final Path DEFINITION = Path.of("crds/imagebuilds.kiln.dev.yaml");
  private static final String HEADER =
      """
      # Kiln for clusters without Helm: what the chart in helm/kiln makes of its default values.
      # Put the image that you pushed in the place of registry.example.com/kiln, and registries that
      # need more than a name into registries.yaml below.
      apiVersion: v1
      kind: Namespace
      metadata:
        name: kiln-system
        labels:
          pod-security.kubernetes.io/enforce: restricted
      """;

  @TempDir Path folder;

  @Test
  void passesTheStrictLinter() {
    assertThat(new Helm(CHART).lint().strict().call())
        .satisfies(
            result -> assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse());
  }

  @Test
  void plainManifestsAreWhatTheChartMakes() throws IOException {
    Path copy = CHART.resolve("files").resolve(DEFINITION.getFileName());
    boolean update = System.getProperty("update.golden") != null;
    if (update) {
      Files.writeString(copy, Files.readString(DEFINITION));
    }
    String manifests = HEADER + template().call();
    if (update) {
      Files.writeString(INSTALL, manifests);
    }
    assertThat(copy).hasSameTextualContentAs(DEFINITION);
    assertThat(Files.readString(INSTALL))
        .as("%s has drifted: run mvn test -Dtest=ChartTest -Dupdate.golden", INSTALL)
        .isEqualTo(manifests);
  }

  @Test
  void definitionStaysWhenTheReleaseGoesUnlessToldOtherwise() {
    assertThat(definition(template()))
        .satisfies(crd ->
            assertThat(crd.getMetadata().getAnnotations())
                .containsEntry("helm.sh/resource-policy", "keep"));
    assertThat(definition(template().set("crds.keep", false)).getMetadata().getAnnotations())
        .isEmpty();
    assertThat(render(template().set("crds.install", false)))
        .noneMatch(resource -> resource.getKind().equals("CustomResourceDefinition"));
  }

  @Test
  void aListOfNamespacesNeedsNoRightsOverTheCluster() throws IOException {
    List<HasMetadata> resources = render(template("watchNamespaces: [team-a, team-b]"));
    assertThat(all(ClusterRole.class, resources))
        .allSatisfy(role -> assertThat(role.getMetadata().getName()).matches("kiln-(view|edit)"));
    assertThat(all(Role.class, resources))
        .extracting(role -> role.getMetadata().getNamespace())
        .containsExactlyInAnyOrder("team-a", "team-b", "kiln-system");
    assertThat(environment(resources)).contains("KILN_WATCH_NAMESPACES=team-a,team-b");
  }

  @Test
  void nobodyMayReadSecrets() {
    List<HasMetadata> resources = render(template());
    assertThat(all(ClusterRole.class, resources)).isNotEmpty();
    assertThat(all(ClusterRole.class, resources).stream().flatMap(role -> role.getRules().stream()))
        .allSatisfy(rule -> assertThat(rule.getResources()).doesNotContain("secrets", "*"));
  }

  @Test
  void valuesBecomeTheOperatorsFiles() throws IOException {
    List<HasMetadata> resources =
        render(
            template(
                """
                isolation: chroot
                leaderElection: false
                registries:
                  - {host: docker.io, mirrors: ["registry.test:5000"]}
                  - {host: "registry.test:5000", insecure: true}
                builder:
                  pod: {nodeSelector: {pool: builds}, resources: {limits: {memory: 2Gi}}}
                """));
    ConfigMap files = all(ConfigMap.class, resources).getFirst();
    assertThat(files.getData().get("registries.yaml"))
        .contains("host: docker.io", "- registry.test:5000", "insecure: true");
    PodSettings pod = Serialization.unmarshal(files.getData().get("pod.yaml"), PodSettings.class);
    assertThat(pod.nodeSelector()).containsEntry("pool", "builds");
    assertThat(pod.resources().limits().get("memory").toString()).isEqualTo("2Gi");
    assertThat(environment(resources))
        .contains("KILN_ISOLATION=chroot", "KILN_LEADER_ELECTION=false");
  }

  @ParameterizedTest
  @CsvSource({"isolatoin,auto", "isolation,none", "image.name,x", "replicas,-1"})
  void unknownAndWrongValuesAreRefused(String name, String value) {
    assertThatThrownBy(() -> template().set(name, value).call())
        .hasMessageContaining("values don't meet the specifications");
  }

  private static TemplateCommand template() {
    return new Helm(CHART)
        .template()
        .withName("kiln")
        .withNamespace("kiln-system")
        .withKubeVersion("1.35.0");
  }

  private TemplateCommand template(String values) throws IOException {
    return template().withValuesFile(Files.writeString(folder.resolve("values.yaml"), values));
  }

  private static List<HasMetadata> render(TemplateCommand template) {
    return Arrays.stream(template.call().split("(?m)^---$"))
        .filter(document -> document.contains("kind:"))
        .map(document -> (HasMetadata) new KubernetesSerialization().unmarshal(document))
        .toList();
  }

  private static HasMetadata definition(TemplateCommand template) {
    return render(template).stream()
        .filter(resource -> resource.getKind().equals("CustomResourceDefinition"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> environment(List<HasMetadata> resources) {
    return all(Deployment.class, resources)
        .getFirst()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .map(variable -> variable.getName() + "=" + variable.getValue())
        .toList();
  }

  private static <T> List<T> all(Class<T> type, List<HasMetadata> resources) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
