package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client and any registry do together. */
abstract class RegistryContract {
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final BlobSource NEVER =
      () -> {
        throw new IOException("the bytes should not have been asked for");
      };

  @TempDir Path directory;

  abstract RegistryClient client();

  abstract String host();

  private ImageReference name(String rest) {
    return ImageReference.parse(host() + "/" + rest);
  }

  @Test
  void an_image_comes_back_to_the_byte() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "one", "two");
    image.push(client(), host() + "/round/trip:1");

    var puller = new ImagePuller(client());
    PulledImage pulled = puller.pull(name("round/trip:1"), AMD64);
    assertThat(pulled.rawManifest().bytes()).isEqualTo(image.manifest().bytes());
    assertThat(pulled.rawManifest().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(pulled.rawConfig()).isEqualTo(image.config());
    assertThat(pulled.reference().digest()).isEqualTo(image.manifest().digest());
    assertThat(pulled.config().platform()).isEqualTo(AMD64);
    for (int i = 0; i < 2; i++) {
      Descriptor layer = pulled.manifest().layers().get(i);
      try (InputStream in = puller.openLayer(pulled, layer, TransferProgress.NONE)) {
        assertThat(in).hasBinaryContent(image.layers().get(i));
      }
    }
    ImageReference exact = name("round/trip").withDigest(image.manifest().digest());
    assertThat(client().resolve(exact).manifest().bytes()).isEqualTo(image.manifest().bytes());
    assertThat(client().head(name("round/trip:1"))).contains(image.manifest().descriptor());
  }

  @Test
  void a_large_blob_streams_into_a_layout() throws IOException {
    byte[] content = TestImage.random(3_000_000);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    Map<Digest, Long> seen = new ConcurrentHashMap<>();
    TransferProgress progress = (descriptor, bytes) -> seen.put(descriptor.digest(), bytes);
    client().pushBlob(name("large"), blob, TestImage.source(content), null, progress);
    assertThat(seen).containsEntry(blob.digest(), 3_000_000L);

    seen.clear();
    ImageLayout layout = ImageLayout.create(directory.resolve("layout"));
    client().fetchBlob(name("large"), blob, layout, progress);
    assertThat(seen).containsEntry(blob.digest(), 3_000_000L);
    assertThat(layout.readBlob(blob.digest(), 3_000_000)).isEqualTo(content);
  }

  @Test
  void an_empty_blob_is_a_blob() throws IOException {
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, new byte[0]);
    client()
        .pushBlob(name("empty"), blob, TestImage.source(new byte[0]), null, TransferProgress.NONE);
    assertThat(client().hasBlob(name("empty"), blob.digest())).isTrue();
    assertThat(client().readBlob(name("empty"), blob, 10)).isEmpty();
  }

  @Test
  void a_blob_that_is_there_is_not_sent_again() throws IOException {
    byte[] content = TestImage.random(1000);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    client().pushBlob(name("once"), blob, TestImage.source(content), null, TransferProgress.NONE);
    client().pushBlob(name("once"), blob, NEVER, null, TransferProgress.NONE);
  }

  @Test
  void a_blob_of_another_repository_is_mounted() throws IOException {
    byte[] content = TestImage.random(1001);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    client().pushBlob(name("base"), blob, TestImage.source(content), null, TransferProgress.NONE);
    assertThat(client().hasBlob(name("team/app"), blob.digest())).isFalse();
    client().pushBlob(name("team/app"), blob, NEVER, name("base"), TransferProgress.NONE);
    assertThat(client().readBlob(name("team/app"), blob, 2000)).isEqualTo(content);
  }

  @Test
  void what_cannot_be_mounted_is_sent() throws IOException {
    byte[] content = TestImage.random(1002);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    BlobSource source = TestImage.source(content);
    client().pushBlob(name("team/b"), blob, source, name("nowhere"), TransferProgress.NONE);
    assertThat(client().hasBlob(name("team/b"), blob.digest())).isTrue();
  }

  @Test
  void two_tags_and_two_repositories_need_the_bytes_once() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "shared " + host());
    var opened = new ConcurrentHashMap<Digest, Integer>();
    List<PushedBlob> blobs =
        image.blobs().stream()
            .map(blob ->
                new PushedBlob(
                    blob.descriptor(),
                    () -> {
                      opened.merge(blob.descriptor().digest(), 1, Integer::sum);
                      return blob.source().open();
                    },
                    null))
            .toList();
    List<ImageReference> names = List.of(name("tags/a:1"), name("tags/a:2"), name("tags/b:1"));
    new ImagePusher(client()).push(names, image.manifest(), blobs, TransferProgress.NONE);
    assertThat(opened).hasSize(2).allSatisfy((digest, times) -> assertThat(times).isEqualTo(1));
    for (ImageReference name : names) {
      assertThat(client().resolve(name).digest()).isEqualTo(image.manifest().digest());
    }
  }

  @Test
  void an_index_gives_the_image_of_the_platform() throws IOException {
    TestImage amd64 = TestImage.of("linux/amd64", "amd64");
    TestImage armv7 = TestImage.of("linux/arm/v7", "armv7");
    RawManifest index = TestImage.index(armv7, amd64);
    amd64.push(client(), host() + "/multi:amd64");
    armv7.push(client(), host() + "/multi:armv7");
    client().pushManifest(name("multi:1"), index);

    PulledImage pulled = new ImagePuller(client()).pull(name("multi:1"), AMD64);
    assertThat(pulled.rawManifest().digest()).isEqualTo(amd64.manifest().digest());
    assertThat(pulled.index()).isNotNull().extracting(RawManifest::bytes).isEqualTo(index.bytes());
    assertThatThrownBy(
            () -> new ImagePuller(client()).pull(name("multi:1"), Platform.parse("linux/s390x")))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining("has no image for linux/s390x")
        .hasMessageContaining("linux/amd64, linux/arm/v7");
  }

  @Test
  void what_does_not_exist_is_not_found() throws IOException {
    assertThat(client().head(name("missing:1"))).isEmpty();
    assertThatThrownBy(() -> client().resolve(name("missing:1")))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
              assertThat(e.host()).isEqualTo(host());
              assertThat(e.status()).isEqualTo(404);
              assertThat(e.uri()).endsWith("/v2/missing/manifests/1");
              assertThat(e.errors()).isNotEmpty();
            });
  }

  @Test
  void content_that_is_not_what_it_should_be_is_refused_by_the_registry() {
    byte[] content = TestImage.random(1003);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, TestImage.random(1004));
    var sameSize = new Descriptor(MediaTypes.OCI_LAYER, blob.digest(), content.length);
    assertThatThrownBy(() ->
            client()
                .pushBlob(
                    name("wrong"),
                    sameSize,
                    TestImage.source(content),
                    null,
                    TransferProgress.NONE))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PROTOCOL))
        .hasMessageContaining("DIGEST_INVALID");
  }

  @Test
  void a_source_that_breaks_is_no_failure_of_the_registry() {
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, TestImage.random(1005));
    assertThatThrownBy(() -> client().pushBlob(name("x"), blob, NEVER, null, TransferProgress.NONE))
        .isNotInstanceOf(RegistryException.class)
        .hasMessage("the bytes should not have been asked for");
  }
}
