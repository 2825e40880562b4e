package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries whose content is not what it should be. */
class HostileContentTest extends FakeRegistries {
  @Test
  void a_blob_with_other_content_is_refused_and_leaves_nothing() throws IOException {
    byte[] other = CONTENT.clone();
    other[0]++;
    FakeRegistry registry = registry(exchange -> exchange.reply(200, other));
    ImageLayout layout = ImageLayout.create(directory.resolve("layout"));
    RegistryException e =
        failure(() -> client().fetchBlob(image(registry), BLOB, layout, TransferProgress.NONE));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(layout.hasBlob(BLOB.digest())).isFalse();
    assertThat(layout.directory().resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void a_blob_with_another_size_is_refused_before_it_is_read() throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.reply(200, new byte[100]));
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(e).hasMessageContaining("has 100 bytes, not the 21 of its descriptor");
  }

  @Test
  void a_blob_without_end_is_refused_at_its_size() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          exchange.http().sendResponseHeaders(200, 0); // chunked: no size
          var out = exchange.http().getResponseBody();
          for (int i = 0; i < 10_000; i++) {
            out.write(new byte[10_000]);
          }
        });
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(e).hasMessageContaining("goes on after the 21 bytes");
  }

  @Test
  void a_manifest_is_refused_when_it_is_not_the_digest_asked_for() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "x");
    FakeRegistry registry =
        registry(exchange ->
            exchange
                .header("Content-Type", MediaTypes.OCI_MANIFEST)
                .reply(200, image.manifest().bytes()));
    ImageReference pinned = image(registry).withDigest(Digest.sha256(CONTENT));
    RegistryException e = failure(() -> client().resolve(pinned));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
  }

  @Test
  void a_manifest_is_refused_when_it_is_not_the_digest_it_came_with() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "x");
    for (String digest : List.of(Digest.sha256(CONTENT).toString(), "sha256:../../etc/passwd")) {
      FakeRegistry registry =
          registry(exchange ->
              exchange
                  .header("Docker-Content-Digest", digest)
                  .header("Content-Type", MediaTypes.OCI_MANIFEST)
                  .reply(200, image.manifest().bytes()));
      RegistryException e = failure(() -> client().resolve(image(registry)));
      assertThat(e.kind()).isIn(Kind.DIGEST_MISMATCH, Kind.PROTOCOL);
    }
  }

  @Test
  void a_huge_manifest_is_not_read_to_its_end() throws IOException {
    var sent = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          exchange.http().sendResponseHeaders(200, 0);
          var out = exchange.http().getResponseBody();
          for (int i = 0; i < 100; i++) {
            out.write(new byte[1 << 20]);
            sent.incrementAndGet();
          }
        });
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("is larger than 4 MiB");
    assertThat(sent.get()).isLessThan(60);
  }

  @Test
  void a_huge_config_is_not_asked_for() throws IOException {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","layers":[],
         "config":{"mediaType":"%s","digest":"%s","size":9000000000}}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, BLOB.digest());
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Content-Type", MediaTypes.OCI_MANIFEST).reply(200, manifest));
    RegistryException e = failure(() -> pull(registry));
    assertThat(e).hasMessageContaining("has 9000000000 bytes; at most 8388608 are read");
    assertThat(registry.requests()).hasSize(1);
  }

  private PulledImage pull(FakeRegistry registry) throws IOException {
    return new ImagePuller(client()).pull(image(registry), Platform.parse("linux/amd64"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[],\"manifests\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "[]",
        "null",
        "not json",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"../../x\",\"size\":1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"size\":1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":null}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[null]}",
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x\",\"size\":-1}]}",
      })
  void a_broken_manifest_is_an_error_for_people(String json) throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.reply(200, json));
    RegistryException e = failure(() -> pull(registry));
    assertThat(e.kind()).isIn(Kind.PROTOCOL, Kind.NOT_FOUND);
    assertThat(e.host()).isEqualTo(registry.host());
    assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("Exception");
  }

  @Test
  void foreign_layers_are_refused_and_their_addresses_never_asked() throws IOException {
    FakeRegistry elsewhere = registry(exchange -> exchange.reply(200, CONTENT));
    String layer =
        """
        {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":21,
         "urls":["http://%s/blob"]}\
        """
            .formatted(BLOB.digest(), elsewhere.host());
    String manifest =
        """
        {"schemaVersion":2,"layers":[%s],"config":{"mediaType":"%s","digest":"%s","size":21}}\
        """
            .formatted(layer, MediaTypes.OCI_CONFIG, BLOB.digest());
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Content-Type", MediaTypes.OCI_MANIFEST).reply(200, manifest));
    assertThat(failure(() -> pull(registry))).hasMessageContaining("a foreign layer");
    assertThat(elsewhere.requests()).isEmpty();
  }
}
