package dev.kiln.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.archive.TarReader;
import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.Credentials;
import dev.kiln.engine.registry.RegistryClient;
import dev.kiln.engine.registry.RegistryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerArchiveTest {
  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONTENT = "layer".getBytes(StandardCharsets.UTF_8);
  private static final LayerRecord LAYER = layer(CONTENT);

  @TempDir Path temp;
  private LayerCache cache;
  private Path archive;

  @BeforeEach
  void open() throws IOException {
    cache = LayerCache.open(temp.resolve("cache"));
    archive = temp.resolve("out/image.tar");
  }

  @Test
  void it_holds_config_layers_once_and_a_manifest_with_the_tags() throws Exception {
    publish(CONTENT);
    write(List.of(LAYER, LAYER), "app:1", "registry.test/team/app:2");
    var entries = entries();
    var layer = LAYER.blob().digest().hex() + ".tar";
    var config = Digest.sha256(CONFIG).hex() + ".json";
    assertThat(entries).containsOnlyKeys(config, layer, "manifest.json");
    assertThat(entries.get(layer)).isEqualTo("layer");
    assertThat(entries.get("manifest.json"))
        .isEqualTo(
            "[{\"Config\":\"%s\",\"RepoTags\":[\"app:1\",\"registry.test/team/app:2\"],"
                .concat("\"Layers\":[\"%s\",\"%s\"]}]")
                .formatted(config, layer, layer));
  }

  @Test
  void an_image_without_a_name_has_no_tags() throws Exception {
    write(List.of());
    assertThat(entries().get("manifest.json")).contains("\"RepoTags\":[]");
  }

  @Test
  void when_a_layer_is_damaged_the_old_archive_stays_and_nothing_else() throws Exception {
    Files.createDirectories(archive.getParent());
    Files.writeString(archive, "old");
    publish("LAYER".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> write(List.of(LAYER), "app:1")).isInstanceOf(IOException.class);
    assertThat(archive).hasContent("old");
    try (var files = Files.list(archive.getParent())) {
      assertThat(files).containsExactly(archive);
    }
  }

  @Test
  void a_layer_that_is_gone_is_told_with_a_remedy() {
    assertThatThrownBy(() -> write(List.of(LAYER), "app:1"))
        .hasMessageContaining("gone from the cache")
        .hasMessageContaining("--no-cache");
    assertThat(archive).doesNotExist();
  }

  /// Puts bytes where the layer's blob belongs, be they its own or not.
  private void publish(byte[] content) throws IOException {
    try (var scratch = cache.scratch()) {
      var file = Files.write(scratch.path().resolve("blob"), content);
      cache.publishBlob(file, LAYER.blob().digest());
    }
  }

  private void write(List<LayerRecord> layers, String... names) throws Exception {
    var image =
        new ImageAssembler.Assembled(
            new RawManifest(MediaTypes.OCI_MANIFEST, CONFIG),
            CONFIG,
            Digest.sha256(CONFIG),
            layers,
            0);
    var references = List.of(names).stream().map(ImageReference::parse).toList();
    try (var scratch = cache.scratch();
        var registry = new RegistryClient(RegistryConfig.EMPTY, Credentials.read(List.of()))) {
      var blobs = new LayerBlobs(cache, null, registry, scratch);
      DockerArchive.write(image, references, blobs, archive);
    }
  }

  private Map<String, String> entries() throws IOException {
    var entries = new LinkedHashMap<String, String>();
    try (var input = Files.newInputStream(archive)) {
      var tar = new TarReader(input);
      for (var entry = tar.next(); entry != null; entry = tar.next()) {
        var content = new String(tar.content().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(entries.put(entry.name(), content)).as(entry.name()).isNull();
      }
    }
    return entries;
  }

  private static LayerRecord layer(byte[] content) {
    var digest = Digest.sha256(content);
    return new LayerRecord(
        digest, new Descriptor(MediaTypes.OCI_LAYER_GZIP, digest, content.length), null, null);
  }
}
