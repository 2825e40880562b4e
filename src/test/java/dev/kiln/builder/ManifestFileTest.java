package dev.kiln.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kiln.api.v1alpha1.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestFileTest {
  static final String MANIFEST =
      """
      apiVersion: kiln.dev/v1alpha1
      kind: ImageBuild
      metadata: {name: web-ping}
      spec:
        source:
          git: {url: https://git.example.com/web-ping.git, ref: {branch: main}}
        output: {images: [registry.example.com/team/web-ping]}
      """;

  @TempDir Path directory;

  private ManifestFile read(String text) throws IOException, InputException {
    Path file = Files.writeString(directory.resolve("imagebuild.yaml"), text);
    return ManifestFile.read(file, "imagebuild.yaml");
  }

  @Test
  void tellsWhatMeansSomethingOnlyInACluster() throws IOException, InputException {
    assertThat(read(MANIFEST).clusterOnly()).isEmpty();
    String more =
        MANIFEST + "  timeout: 5m\n  retention: {failed: 1}\n  pod: {nodeSelector: {a: b}}\n";
    assertThat(read(more).clusterOnly())
        .containsExactly("spec.timeout", "spec.retention", "spec.pod");
    assertThat(read(more).name()).isEqualTo("web-ping");
  }

  private static Stream<Arguments> unsound() {
    return Stream.of(
        arguments(
            "ref: {branch",
            "ref: {brunch",
            "imagebuild.yaml: line 6, column 60: unknown field spec.source.git.ref.brunch; did you"
                + " mean 'branch'?"),
        arguments(
            "output:",
            "outputs:",
            "imagebuild.yaml: line 7, column 3: unknown field spec.outputs; did you mean 'output'?"),
        arguments(
            "output:",
            "triggers: {}\n  output:",
            "imagebuild.yaml: line 7, column 3: unknown field spec.triggers; known here: args,"),
        arguments(
            "kind: ImageBuild",
            "kind: Build",
            "imagebuild.yaml: not an ImageBuild of kiln.dev/v1alpha1: kind must be ImageBuild"),
        arguments("kiln.dev/v1alpha1", "kiln.dev/v2", "apiVersion must be kiln.dev/v1alpha1"),
        arguments(
            "team/web-ping]", "team/Web]", "imagebuild.yaml: spec.output.images: 'registry.ex"),
        arguments(
            "ref: {branch: main}",
            "ref: {branch: main, tag: v1}",
            "imagebuild.yaml: spec.source.git.ref: at most one of branch, tag and commit"),
        arguments("metadata: {", "metadata: [", "imagebuild.yaml: line 3"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("unsound")
  void whatIsUnsoundIsRefusedWithItsPlace(String from, String to, String message) {
    assertThatThrownBy(() -> read(MANIFEST.replace(from, to)))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidSpec))
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileIsToldByItsName() {
    assertThatThrownBy(() -> ManifestFile.read(directory.resolve("absent"), "absent"))
        .isInstanceOf(InputException.class)
        .hasMessage("absent: there is no such file");
  }
}
