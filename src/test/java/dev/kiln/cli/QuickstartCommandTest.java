package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.context.ContextSource;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.Credentials;
import dev.kiln.engine.registry.RegistryClient;
import dev.kiln.engine.registry.TransferProgress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry is real; the engine pushes an image made by hand. */
class QuickstartCommandTest {
  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.engine = (request, _) -> push(request);
  }

  @Test
  void endsWithTheDigestOfAnImageThatWasPulledBack() {
    assertThat(stage.run("quickstart", "--progress", "plain")).as(stage.err()).isZero();
    assertThat(stage.out().lines().toList().getLast()).matches("sha256:[0-9a-f]{64}");
    assertThat(stage.out())
        .contains("kind: ImageBuild")
        .contains("Pulled back: manifest, config and layers (")
        .containsPattern("hello   True    Succeeded   127\\.0\\.0\\.1:\\d+/hello:1\\.0   \\d+s\n")
        .containsPattern("image: 127\\.0\\.0\\.1:\\d+/hello@sha256:");
    assertThat(stage.request().context())
        .isInstanceOfSatisfying(
            ContextSource.Local.class, local -> assertThat(local.directory()).doesNotExist());
    assertThat(stage.request().storeDirectory().getParent()).doesNotExist();
  }

  @Test
  void quietPrintsTheDigestAlone() {
    assertThat(stage.run("quickstart", "--quiet")).isZero();
    assertThat(stage.out()).matches("sha256:[0-9a-f]{64}\n");
  }

  @Test
  void anImageThatIsNotInTheRegistryIsNotProven() {
    stage.engine = Stage::succeed;
    assertThat(stage.run("quickstart")).isEqualTo(3);
    assertThat(stage.err()).contains("ERROR: ").contains("hello");
    stage.engine = Stage.fail(Failure.of(Blame.BUILD, FailureReason.CopyFailed, "no"));
    assertThat(stage.run("quickstart")).isEqualTo(1);
  }

  private static BuildResult push(BuildRequest request) {
    ImageReference reference = ImageReference.parse(request.names().getFirst());
    var config = new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(CONFIG), CONFIG.length);
    var manifest = new ImageManifest(2, MediaTypes.OCI_MANIFEST, config, List.of(), null);
    var raw = new RawManifest(MediaTypes.OCI_MANIFEST, Json.write(manifest));
    try (var client = new RegistryClient(request.registries(), Credentials.NONE)) {
      client.pushBlob(
          reference, config, () -> new ByteArrayInputStream(CONFIG), null, TransferProgress.NONE);
      client.pushManifest(reference, raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildResult(
        raw.descriptor(),
        config.digest(),
        CONFIG.length,
        request.names(),
        null,
        Map.of(),
        List.of(),
        "namespaces",
        List.of());
  }
}
