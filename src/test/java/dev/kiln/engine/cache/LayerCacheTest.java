package dev.kiln.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.cache.StepResult.Ingredient;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerCacheTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(CONTENT);
  private static final Descriptor BLOB =
      new Descriptor(MediaTypes.OCI_LAYER_GZIP, DIGEST, CONTENT.length);

  @TempDir Path temp;

  // --- blobs and trees

  @Test
  void a_blob_is_there_once_it_is_published_and_of_its_size() throws Exception {
    var cache = LayerCache.open(temp);
    try (var scratch = cache.scratch()) {
      assertThat(cache.hasBlob(BLOB)).isFalse();
      cache.publishBlob(Files.write(scratch.path().resolve("b"), CONTENT), DIGEST);
    }
    assertThat(cache.hasBlob(BLOB)).isTrue();
    assertThat(cache.blob(DIGEST)).hasBinaryContent(CONTENT);
    Files.write(cache.blob(DIGEST), new byte[] {1});
    assertThat(cache.hasBlob(BLOB)).as("cut short").isFalse();
  }

  @Test
  void of_many_that_publish_the_same_all_go_on_with_one() throws Exception {
    int builders = 8;
    var places =
        together(
            builders,
            () -> {
              var cache = LayerCache.open(temp);
              try (var scratch = cache.scratch()) {
                var tree = Files.createDirectory(scratch.path().resolve("tree"));
                Files.write(tree.resolve("f"), CONTENT);
                var blob = Files.write(scratch.path().resolve("blob"), CONTENT);
                cache.publishBlob(blob, DIGEST);
                var place = cache.publishTree(tree, DIGEST);
                assertThat(place.resolve("f")).hasBinaryContent(CONTENT);
                assertThat(cache.hasBlob(BLOB)).isTrue();
                return place;
              }
            });
    assertThat(places).hasSize(builders).containsOnly(places.getFirst());
    assertThat(names(places.getFirst())).containsExactly("f");
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void a_published_tree_is_never_replaced() throws Exception {
    var cache = LayerCache.open(temp);
    try (var scratch = cache.scratch()) {
      var first = Files.createDirectory(scratch.path().resolve("first"));
      var second = Files.createDirectory(scratch.path().resolve("second"));
      Files.write(first.resolve("f"), CONTENT);
      var place = cache.publishTree(first, DIGEST);
      assertThat(cache.publishTree(second, DIGEST)).isEqualTo(place);
      assertThat(place.resolve("f")).exists();
      assertThat(cache.tree(DIGEST)).contains(place);
    }
  }

  // --- results

  @Test
  void a_result_is_read_as_it_was_recorded() throws Exception {
    var cache = LayerCache.open(temp);
    var layers =
        List.of(
            new LayerRecord(DIGEST, BLOB, "2026-01-01T00:00:00Z", null),
            new LayerRecord(DIGEST, BLOB, null, "registry.test/base:1"));
    var result = new StepResult(layers, List.of(new Ingredient("directory", "/")));
    cache.record(DIGEST, result);
    assertThat(LayerCache.open(temp).result(DIGEST)).contains(result);
    cache.record(DIGEST, new StepResult(List.of(), List.of()));
    assertThat(cache.result(DIGEST)).contains(new StepResult(List.of(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"layers\":null,\"ingredients\":[]}",
        "{\"layers\":[null],\"ingredients\":[]}",
        "{\"layers\":[{}],\"ingredients\":[]}",
        "{\"layers\":[{\"diffId\":\"../x\"}],\"ingredients\":[]}",
        "\u0000\u0000\u0000\u0000",
      })
  void a_record_that_cannot_be_read_is_none(String text) throws Exception {
    var cache = LayerCache.open(temp);
    Files.writeString(temp.resolve("results").resolve(DIGEST.hex()), text);
    assertThat(cache.result(DIGEST)).isEmpty();
  }

  @Test
  void results_that_are_recorded_at_once_are_read_whole() throws Exception {
    var cache = LayerCache.open(temp);
    var seen =
        together(
            6,
            () -> {
              var layers = new ArrayList<LayerRecord>();
              for (int i = 0; i < 10; i++) {
                layers.add(new LayerRecord(DIGEST, BLOB, null, null));
                cache.record(DIGEST, new StepResult(layers, List.of()));
                assertThat(cache.result(DIGEST)).isPresent();
              }
              return cache.result(DIGEST);
            });
    assertThat(seen).hasSize(6);
  }

  @Test
  void the_time_of_an_image_is_kept() throws Exception {
    var cache = LayerCache.open(temp);
    assertThat(cache.stamp(DIGEST)).isEmpty();
    cache.stamp(DIGEST, "2026-01-01T00:00:00Z");
    assertThat(cache.stamp(DIGEST)).contains("2026-01-01T00:00:00Z");
  }

  // --- cache mounts

  @ParameterizedTest
  @ValueSource(strings = {"../../..", "/etc", "a/b", ".", "", "x\u0000y", "id"})
  void a_mount_is_a_name_below_the_cache_whatever_its_id(String id) throws Exception {
    var place = LayerCache.open(temp).mount(id);
    assertThat(place.getParent()).isEqualTo(temp.resolve("mounts"));
    assertThat(place.getFileName().toString()).matches("[0-9a-f]{64}");
  }

  // --- scratch directories

  @Test
  void what_a_crash_left_is_swept_and_what_lives_stays() throws Exception {
    var cache = LayerCache.open(temp);
    try (var alive = cache.scratch()) {
      Files.write(alive.path().resolve("work"), CONTENT);
      crash("dead");
      LayerCache.open(temp);
      assertThat(alive.path().resolve("work")).exists();
      assertThat(names(temp.resolve("scratch")))
          .containsExactlyInAnyOrder(
              alive.path().getFileName().toString(), alive.path().getFileName() + ".lock");
    }
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void a_crash_before_the_directory_or_in_the_sweep_leaves_nothing_for_ever() throws Exception {
    LayerCache.open(temp);
    Files.createFile(temp.resolve("scratch/only.lock"));
    LayerCache.open(temp);
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void a_sweep_follows_no_links() throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    Files.write(outside.resolve("precious"), CONTENT);
    LayerCache.open(temp);
    crash("dead");
    Files.createSymbolicLink(temp.resolve("scratch/dead/link"), outside);
    Files.createSymbolicLink(temp.resolve("scratch/trap"), outside);
    Files.createFile(temp.resolve("scratch/trap.lock"));
    LayerCache.open(temp);
    assertThat(outside.resolve("precious")).exists();
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void builders_that_open_the_cache_at_once_do_not_sweep_each_other() throws Exception {
    var kept =
        together(
            6,
            () -> {
              for (int i = 0; i < 8; i++) {
                try (var scratch = LayerCache.open(temp).scratch()) {
                  var file = Files.write(scratch.path().resolve("f"), CONTENT);
                  LayerCache.open(temp);
                  assertThat(file).exists();
                }
              }
              return true;
            });
    assertThat(kept).containsOnly(true);
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  /// What a builder leaves that was killed: its lock is held no more.
  private void crash(String name) throws IOException {
    var directory = Files.createDirectories(temp.resolve("scratch").resolve(name).resolve("deep"));
    Files.write(directory.resolve("half"), CONTENT);
    Files.createFile(temp.resolve("scratch").resolve(name + ".lock"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static <T> List<T> together(int count, Callable<T> work) throws Exception {
    var start = new CyclicBarrier(count);
    try (var threads = Executors.newFixedThreadPool(count)) {
      var futures = new ArrayList<Future<T>>();
      for (int i = 0; i < count; i++) {
        futures.add(
            threads.submit(() -> {
              start.await();
              return work.call();
            }));
      }
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
