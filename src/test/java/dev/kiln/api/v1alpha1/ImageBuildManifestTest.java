package dev.kiln.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.api.v1alpha1.ImageBuildManifest.InvalidManifestException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ImageBuildManifestTest {
  private static final String WEB_PING =
      """
      apiVersion: kiln.dev/v1alpha1
      kind: ImageBuild
      metadata: {name: web-ping, namespace: team, labels: {app: x}}
      spec:
        source:
          git: {url: https://git.example.com/web-ping.git, ref: {branch: main}}
        args: [{name: VERSION, value: "1.2"}]
        output: {images: [registry.example.com/team/web-ping:latest]}
        pod: {resources: {requests: {cpu: 500m}}, nodeSelector: {disk: ssd}}
      """;

  @Test
  void readsAManifestAndFillsInTheDefaults() throws InvalidManifestException {
    ImageBuildManifest manifest = ImageBuildManifest.read(WEB_PING);
    ImageBuildSpec spec = manifest.spec();
    assertThat(manifest.metadata().name()).isEqualTo("web-ping");
    assertThat(spec.source().git().ref().branch()).isEqualTo("main");
    assertThat(spec.source().contextDir()).isEqualTo(".");
    assertThat(spec.dockerfile().path()).isEqualTo("Dockerfile");
    assertThat(spec.target()).isEmpty();
    assertThat(spec.timeout()).isEqualTo("1h");
    assertThat(spec.retry().limit()).isEqualTo(2);
    assertThat(spec.labels()).isEqualTo(Map.of());
    assertThat(spec.args()).containsExactly(new BuildArg("VERSION", "1.2"));
  }

  @Test
  void whatIsWrittenIsReadBack() throws InvalidManifestException {
    ImageBuildManifest manifest = ImageBuildManifest.read(WEB_PING);
    assertThat(ImageBuildManifest.read(manifest.yaml())).isEqualTo(manifest);
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertThatThrownBy(() -> ImageBuildManifest.read(WEB_PING.replace("branch", "brunch")))
        .isInstanceOf(InvalidManifestException.class)
        .hasMessageContaining("line 6")
        .hasMessageContaining("brunch");
    assertThatThrownBy(() -> ImageBuildManifest.read("kind: Pod"))
        .isInstanceOf(InvalidManifestException.class);
    assertThatThrownBy(
            () -> ImageBuildManifest.read("apiVersion: v1\nkind: ImageBuild\nmetadata: {name: x}"))
        .isInstanceOf(InvalidManifestException.class)
        .hasMessageContaining("apiVersion must be kiln.dev/v1alpha1")
        .hasMessageContaining("spec is required");
    assertThatThrownBy(() -> ImageBuildManifest.read(""))
        .isInstanceOf(InvalidManifestException.class);
  }

  /** The builder pod has none of the cluster's client libraries on its class path. */
  @Test
  void isReadWithoutKubernetesLibraries() throws ReflectiveOperationException {
    URL[] small =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("fabric8"))
            .map(ImageBuildManifestTest::url)
            .toArray(URL[]::new);
    assertThat(List.of(small)).hasSizeGreaterThan(3);
    ClassLoader loader = new URLClassLoader(small, ClassLoader.getPlatformClassLoader());
    Class<?> type = loader.loadClass(ImageBuildManifest.class.getName());
    Object manifest = type.getMethod("read", String.class).invoke(null, WEB_PING);
    Object yaml = type.getMethod("yaml").invoke(manifest);
    assertThat(yaml.toString()).contains("branch: main").doesNotContain("nodeSelector");
    Object spec = type.getMethod("spec").invoke(manifest);
    Class<?> rules = loader.loadClass(SpecRules.class.getName());
    Object violations = rules.getMethod("violations", spec.getClass()).invoke(null, spec);
    assertThat(violations).isEqualTo(List.of());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
