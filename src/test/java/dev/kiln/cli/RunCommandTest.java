package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Failure;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.TerminationMessage;
import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.Output;
import dev.kiln.engine.context.ContextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String MANIFEST =
      """
      apiVersion: kiln.dev/v1alpha1
      kind: ImageBuild
      metadata: {name: x}
      spec:
        source: {inline: {files: [{path: Dockerfile, content: FROM scratch}]}}
        output: {images: [registry.example.com/x:1]}
      """;

  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    write("imagebuild.yaml", MANIFEST);
  }

  private void write(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private BuildReport report() throws IOException {
    return TerminationMessage.read(Files.readString(directory.resolve("report"))).orElseThrow();
  }

  private Failure failure() throws IOException {
    return Objects.requireNonNull(report().failure());
  }

  @Test
  void pushesAsAClusterDoesAndReportsTheDigest() throws IOException {
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report")).isZero();
    assertThat(stage.request().outputs()).containsExactly(new Output.Registry());
    assertThat(stage.request().names()).containsExactly("registry.example.com/x:1");
    assertThat(report().image()).isEqualTo("registry.example.com/x@" + Stage.MANIFEST);
    assertThat(report().failure()).isNull();
    assertThat(stage.out()).isEmpty();
  }

  @Test
  void keepsTheImageHereWhenAsked() {
    stage.run("run", "-f", "imagebuild.yaml", "--no-push");
    assertThat(stage.request().outputs()).containsExactly(new Output.Store());
    stage.run("run", "-f", "imagebuild.yaml", "-o", "type=oci,dest=x.tar");
    assertThat(stage.request().outputs())
        .containsExactly(new Output.OciLayout(directory.resolve("x.tar"), true));
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--no-push", "-o", "type=registry"))
        .isEqualTo(2);
  }

  @Test
  void inputsLieBesideTheManifestUnlessNamed() throws IOException {
    write("m/imagebuild.yaml", MANIFEST.replaceFirst("inline:.*", "configMap: {name: c}}"));
    write("m/configmaps/c/Dockerfile", "FROM scratch");
    assertThat(stage.run("run", "-f", "m/imagebuild.yaml")).isZero();
    assertThat(stage.run("run", "-f", "m/imagebuild.yaml", "--inputs", "elsewhere")).isEqualTo(3);
    assertThat(stage.err())
        .isEqualTo(
            "ERROR: config map c: expected its keys in the directory %s/elsewhere/configmaps/c\n"
                .formatted(directory));
  }

  @Test
  void theContextIsGoneAfterTheBuild() {
    stage.run("run", "-f", "imagebuild.yaml");
    assertThat(stage.request().context())
        .isInstanceOfSatisfying(
            ContextSource.Local.class, local -> assertThat(local.directory()).doesNotExist());
  }

  @Test
  void aFailedBuildIsReported() throws IOException {
    stage.engine =
        Stage.fail(
            new BuildException.Failure(
                Blame.BUILD,
                FailureReason.RunFailed,
                "make failed",
                "Dockerfile",
                7,
                "RUN make",
                null,
                2,
                "boom"));
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report")).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo(Reason.RunFailed);
    assertThat(failure().line()).isEqualTo(7);
  }

  @Test
  void whateverEndsTheBuildIsReported() throws IOException {
    stage.engine =
        (_, _) -> {
          throw new InterruptedException();
        };
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report")).isEqualTo(130);
    assertThat(failure().reason()).isEqualTo(Reason.BuildCanceled);

    stage.engine =
        (_, _) -> {
          throw new IllegalStateException("x");
        };
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report")).isEqualTo(3);
    assertThat(failure().reason()).isEqualTo(Reason.EnvironmentFailed);

    write("imagebuild.yaml", MANIFEST.replace("images", "image"));
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report")).isEqualTo(2);
    assertThat(failure().reason()).isEqualTo(Reason.InvalidSpec);
    assertThat(failure().message()).contains("line 6, column 12", "spec.output.image;", "'images'");

    write("imagebuild.yaml", MANIFEST);
    assertThat(stage.run("run", "-f", "imagebuild.yaml", "--report", "report", "--sandbox", "x"))
        .isEqualTo(2);
    assertThat(failure().message()).contains("--sandbox x");
  }

  @Test
  void clusterOnlyFieldsGetOneLineHereAndNoneInAPod() throws IOException {
    write("imagebuild.yaml", MANIFEST + "  timeout: 5m\n  retry: {limit: 1}\n");
    stage.run("run", "-f", "imagebuild.yaml");
    assertThat(stage.err())
        .contains("note: spec.timeout, spec.retry: of no meaning outside a cluster\n");
    stage.environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    stage.run("run", "-f", "imagebuild.yaml");
    assertThat(stage.err()).doesNotContain("note:");
  }

  @Test
  void theCacheVolumeIsUsedWhereItIsMounted() throws IOException {
    write("imagebuild.yaml", MANIFEST + "  cache: {volume: {claimName: c}}\n");
    stage.run("run", "-f", "imagebuild.yaml");
    assertThat(stage.request().cacheDirectory()).isEqualTo(directory.resolve("home/.cache/kiln"));
    assertThat(stage.err()).contains("note: spec.cache: no directory");
    Files.createDirectories(directory.resolve("volumes/c"));
    stage.run("run", "-f", "imagebuild.yaml");
    assertThat(stage.request().cacheDirectory()).isEqualTo(directory.resolve("volumes/c"));
    stage.run("run", "-f", "imagebuild.yaml", "--cache-dir", "other");
    assertThat(stage.request().cacheDirectory()).isEqualTo(directory.resolve("other"));
  }

  @Test
  void theManifestMustBeNamed() {
    assertThat(stage.run("run")).isEqualTo(2);
    assertThat(stage.err()).isEqualTo("kiln run: the manifest is missing: -f imagebuild.yaml\n");
    assertThat(stage.run("run", "imagebuild.yaml")).isEqualTo(2);
    assertThat(stage.err()).contains("the manifest is named by -f");
  }
}
