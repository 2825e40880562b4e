package dev.kiln.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.dockerfile.Dockerfile;
import dev.kiln.engine.graph.Node;
import dev.kiln.engine.graph.PlanOptions;
import dev.kiln.engine.graph.Planner;
import dev.kiln.engine.graph.StagePlan;
import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.History;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageAssemblerTest {
  private static final Platform ARM = Platform.parse("linux/arm64/v8");
  private static final String NOW = "2026-01-02T03:04:05Z";
  private static final String LATER = "2026-02-02T03:04:05Z";
  private static final LayerRecord BASE = layer(1, null, MediaTypes.DOCKER_LAYER_GZIP);
  private static final LayerRecord STEP =
      layer(2, "2026-01-01T00:00:00Z", MediaTypes.OCI_LAYER_GZIP);

  @TempDir Path temp;
  private LayerCache cache;

  @BeforeEach
  void open() throws IOException {
    cache = LayerCache.open(temp);
  }

  @Test
  void the_documents_name_each_other_by_digest_and_the_layers_in_order() throws Exception {
    var image = assemble(stage(entry("a", false), entry("b", false)), NOW, false);
    var config = Json.read(image.config(), ImageConfig.class);
    var manifest = Json.read(image.manifest().bytes(), ImageManifest.class);
    assertThat(manifest.config().digest())
        .isEqualTo(image.imageId())
        .isEqualTo(Digest.sha256(image.config()));
    assertThat(manifest.config().size()).isEqualTo(image.config().length);
    assertThat(config.rootfs().diffIds()).containsExactly(BASE.diffId(), STEP.diffId());
    assertThat(manifest.layers())
        .extracting(Descriptor::digest)
        .containsExactly(BASE.blob().digest(), STEP.blob().digest());
    assertThat(manifest.layers())
        .as("a manifest of one kind has layers of that kind")
        .extracting(Descriptor::mediaType)
        .containsOnly(MediaTypes.OCI_LAYER_GZIP);
    assertThat(config.platform()).isEqualTo(ARM);
    assertThat(image.size())
        .isEqualTo(image.manifest().bytes().length + image.config().length + 2 * 10);
  }

  @Test
  void entries_have_the_time_of_their_layer_and_others_that_of_the_image() throws Exception {
    var image =
        assemble(
            stage(
                new History("2020-01-01T00:00:00Z", "base", null, null, false),
                entry("ENV", true),
                entry("RUN", false),
                entry("CMD", true)),
            NOW,
            false);
    assertThat(Json.read(image.config(), ImageConfig.class).history())
        .extracting(History::created)
        .containsExactly("2020-01-01T00:00:00Z", NOW, STEP.created(), NOW);
  }

  @Test
  void a_base_whose_history_tells_of_too_few_layers_does_not_shift_the_times() throws Exception {
    var image = assemble(stage(entry("RUN", false)), NOW, false);
    assertThat(Json.read(image.config(), ImageConfig.class).history())
        .extracting(History::created)
        .containsExactly(STEP.created());
  }

  @Test
  void the_same_image_made_again_keeps_its_digest_unless_the_cache_does_not_count()
      throws Exception {
    var stage = stage(entry("a", false), entry("b", false));
    var first = assemble(stage, NOW, false);
    assertThat(assemble(stage, LATER, false).imageId()).isEqualTo(first.imageId());
    var forced = assemble(stage, LATER, true);
    assertThat(forced.imageId()).isNotEqualTo(first.imageId());
    assertThat(assemble(stage, NOW, false).imageId()).isEqualTo(forced.imageId());
  }

  @Test
  void another_image_has_a_time_of_its_own() throws Exception {
    assemble(stage(entry("a", false), entry("b", false)), NOW, false);
    var other = assemble(stage(entry("a", false), entry("c", false)), LATER, false);
    assertThat(Json.read(other.config(), ImageConfig.class).created()).isEqualTo(LATER);
  }

  private ImageAssembler.Assembled assemble(StagePlan stage, String now, boolean forget)
      throws IOException {
    return ImageAssembler.assemble(stage, List.of(BASE, STEP), cache, now, forget);
  }

  private static StagePlan stage(History... history) throws Exception {
    return new StagePlan("", List.of(), node(), ARM, ContainerConfig.EMPTY, null, List.of(history));
  }

  private static Node node() throws Exception {
    var options = new PlanOptions(null, Map.of(), Map.of(), ARM, ARM, false);
    var file = Dockerfile.parse("Dockerfile", "FROM scratch".getBytes(StandardCharsets.UTF_8));
    return Planner.plan(
            file,
            options,
            (reference, platform) -> {
              throw new IOException("no images here");
            })
        .target()
        .last();
  }

  private static History entry(String by, boolean empty) {
    return new History(null, by, null, null, empty);
  }

  private static LayerRecord layer(
      int number, @org.jspecify.annotations.Nullable String created, String mediaType) {
    var digest = Digest.sha256(new byte[] {(byte) number});
    var blob = Digest.sha256(new byte[] {(byte) number, 0});
    return new LayerRecord(digest, new Descriptor(mediaType, blob, 10), created, null);
  }
}
