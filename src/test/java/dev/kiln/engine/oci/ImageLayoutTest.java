package dev.kiln.engine.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLayoutTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);
  private static final Descriptor BLOB =
      new Descriptor(MediaTypes.OCI_LAYER, Digest.sha256(CONTENT), CONTENT.length);

  @TempDir Path directory;
  private ImageLayout layout;

  @BeforeEach
  void create() throws IOException {
    layout = ImageLayout.create(directory.resolve("layout"));
  }

  @Test
  void a_blob_appears_when_it_is_committed() throws IOException {
    try (BlobWriter writer = layout.writeBlob(BLOB)) {
      writer.write(CONTENT);
      assertThat(layout.hasBlob(BLOB.digest())).isFalse();
      assertThat(writer.commit()).isEqualTo(BLOB.digest());
    }
    assertThat(layout.hasBlob(BLOB)).isTrue();
    try (InputStream in = layout.openBlob(BLOB)) {
      assertThat(in).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void a_blob_that_is_not_committed_leaves_nothing() throws IOException {
    try (BlobWriter writer = layout.writeBlob()) {
      writer.write(CONTENT);
    }
    assertThat(layout.directory().resolve("ingest")).isEmptyDirectory();
    assertThat(layout.directory().resolve("blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void other_content_than_announced_is_refused_and_leaves_nothing() throws IOException {
    try (BlobWriter writer = layout.writeBlob(BLOB)) {
      writer.write("CONTENT".getBytes(UTF_8));
      assertThatThrownBy(writer::commit).hasMessageContaining("has other content");
    }
    try (BlobWriter writer = layout.writeBlob(BLOB)) {
      writer.write("short".getBytes(UTF_8));
      assertThatThrownBy(writer::commit).hasMessageContaining("has 5 bytes, not the 7 announced");
    }
    try (BlobWriter writer = layout.writeBlob(BLOB)) {
      assertThatThrownBy(() -> writer.write("content and more".getBytes(UTF_8)))
          .hasMessageContaining("larger than the 7 bytes announced");
    }
    assertThat(layout.hasBlob(BLOB.digest())).isFalse();
    assertThat(layout.directory().resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void a_blob_that_was_cut_is_not_there_and_is_written_anew() throws IOException {
    layout.putBlob(CONTENT);
    Files.writeString(layout.blobPath(BLOB.digest()), "cont");
    assertThat(layout.hasBlob(BLOB)).isFalse();
    assertThatThrownBy(() -> layout.openBlob(BLOB)).hasMessageContaining("has 4 bytes, not the 7");
    layout.putBlob(CONTENT);
    assertThat(layout.hasBlob(BLOB)).isTrue();
  }

  @Test
  void damage_is_found_on_the_way_out() throws IOException {
    layout.putBlob(CONTENT);
    Files.writeString(layout.blobPath(BLOB.digest()), "Content");
    try (InputStream in = layout.openBlob(BLOB)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
    assertThatThrownBy(() -> layout.readBlob(BLOB.digest(), 100)).hasMessageContaining("damaged");
    assertThatThrownBy(() -> layout.readBlob(BLOB.digest(), 6)).hasMessageContaining("at most 6");
  }

  @Test
  void names_are_replaced_one_by_one() throws IOException {
    Descriptor first = layout.putManifest(manifest("one"));
    Descriptor second = layout.putManifest(manifest("two"));
    ImageReference a = ImageReference.parse("a");
    ImageReference b = ImageReference.parse("registry.test:5000/b:1");
    layout.tag(a, first);
    layout.tag(b, first);
    layout.tag(a, second);

    assertThat(layout.resolve(a)).contains(second);
    assertThat(layout.resolve(b)).contains(first);
    assertThat(layout.resolve(ImageReference.parse("c"))).isEmpty();
    assertThat(layout.resolve(ImageReference.parse("other@" + first.digest()))).contains(first);
    assertThat(layout.list())
        .extracting(ImageLayout.NamedManifest::name)
        .containsExactly("registry.test:5000/b:1", "docker.io/library/a:latest");
    assertThat(layout.readManifest(second.digest()).bytes()).isEqualTo(manifest("two").bytes());

    assertThat(layout.remove(a)).isTrue();
    assertThat(layout.remove(a)).isFalse();
    assertThat(layout.resolve(a)).isEmpty();
    assertThat(layout.resolve(b)).contains(first);
  }

  @Test
  void many_writers_lose_no_name() throws Exception {
    Descriptor manifest = layout.putManifest(manifest("one"));
    try (var executor = Executors.newFixedThreadPool(8)) {
      var tagged = new ArrayList<Future<?>>();
      for (int i = 0; i < 40; i++) {
        ImageReference name = ImageReference.parse("image:" + i);
        tagged.add(
            executor.submit(() -> {
              ImageLayout.create(layout.directory()).tag(name, manifest);
              return null;
            }));
      }
      for (Future<?> each : tagged) {
        each.get();
      }
    }
    List<String> names =
        IntStream.range(0, 40).mapToObj(i -> "docker.io/library/image:" + i).toList();
    assertThat(layout.list())
        .extracting(ImageLayout.NamedManifest::name)
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void a_blob_is_linked_while_others_write_it_anew() throws Exception {
    ImageLayout other = ImageLayout.create(directory.resolve("other"));
    layout.putBlob(CONTENT);
    try (var threads = Executors.newFixedThreadPool(2)) {
      Future<?> writes =
          threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
              try (BlobWriter writer = layout.writeBlob(BLOB)) {
                writer.write(CONTENT);
                writer.commit();
              }
            }
            return null;
          });
      while (!writes.isDone()) {
        other.linkBlob(BLOB.digest(), layout.blobPath(BLOB.digest()));
        assertThat(other.hasBlob(BLOB)).isTrue();
        other.deleteBlob(BLOB.digest());
      }
      writes.get();
    }
  }

  @Test
  void opening_removes_what_a_crash_left_long_ago() throws IOException {
    Path old = Files.writeString(layout.directory().resolve("ingest/old"), "half");
    Path fresh = Files.writeString(layout.directory().resolve("ingest/fresh"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    ImageLayout.create(layout.directory());
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void a_directory_that_is_no_layout_is_refused() {
    assertThatThrownBy(() -> ImageLayout.open(directory))
        .hasMessageContaining("is not an OCI image layout");
  }

  @Test
  void a_broken_index_is_an_error_with_its_place() throws IOException {
    Files.writeString(layout.directory().resolve("index.json"), "{\"manifests\": [{}");
    assertThatThrownBy(() -> layout.list())
        .hasMessageContaining("index.json is not an image index");
  }

  @Test
  void a_manifest_that_is_two_things_at_once_is_refused() throws IOException {
    Digest digest =
        layout.putBlob(
            "{\"schemaVersion\":2,\"layers\":[],\"config\":{},\"manifests\":[]}".getBytes(UTF_8));
    assertThatThrownBy(() -> layout.readManifest(digest))
        .hasMessageContaining("an image and an index at once");
  }

  private static RawManifest manifest(String label) {
    Descriptor config =
        new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256(label.getBytes(UTF_8)), 3);
    var manifest = new ImageManifest(2, MediaTypes.OCI_MANIFEST, config, List.of(BLOB), null);
    return new RawManifest(MediaTypes.OCI_MANIFEST, Json.write(manifest));
  }
}
