package dev.kiln.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.archive.Compression;
import dev.kiln.engine.archive.LayerReader;
import dev.kiln.engine.archive.LayerTrees;
import dev.kiln.engine.archive.LayerWriter;
import dev.kiln.engine.archive.Limits;
import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.Mounts;
import dev.kiln.engine.linux.ProcessIdentity;
import dev.kiln.engine.linux.SystemCallException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SnapshotterTest {
  @TempDir Path temp;
  private final List<Snapshotter> snapshotters = new ArrayList<>();
  private Scratch scratch;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
    scratch = LayerCache.open(temp.resolve("cache")).scratch();
  }

  @AfterEach
  void close() throws IOException {
    for (Snapshotter snapshotter : snapshotters) {
      snapshotter.close();
    }
    if (scratch != null) {
      scratch.close();
    }
  }

  // --- the layer of a step

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void both_make_the_same_layer_of_the_same_changes(long seed) throws Exception {
    needsOverlay();
    var base = base(seed);
    var plain = step(directory(), base, root -> new RandomChanges(seed).make(root));
    var overlay = step(overlay(), base, root -> new RandomChanges(seed).make(root));
    assertThat(overlay.left()).as("the step did the same in both").isEqualTo(plain.left());
    assertThat(plain.added()).isNotEmpty().isEqualTo(overlay.added());
    assertThat(plain.applied()).isEqualTo(plain.left());
    assertThat(overlay.applied()).isEqualTo(overlay.left());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void a_layer_applied_to_what_the_step_began_with_gives_what_it_left(long seed) throws Exception {
    var step = step(directory(), base(seed), root -> new RandomChanges(seed).make(root));
    assertThat(step.applied()).isEqualTo(step.left());
  }

  @Test
  void a_step_that_changes_nothing_makes_an_empty_layer() throws Exception {
    assertThat(step(directory(), base(1), root -> {}).added()).isEmpty();
  }

  @Test
  void an_edit_that_puts_size_and_time_back_is_seen() throws Exception {
    var base = layer("base", tree -> write(tree, "f", "old"));
    var step =
        step(
            directory(),
            List.of(base),
            root -> {
              write(root, "f", "new");
              root.setTimes("f", Listing.TIME, 0);
            });
    assertThat(step.added()).containsOnlyKeys("f");
  }

  @Test
  void hard_links_made_by_a_step_are_links_in_the_layer() throws Exception {
    needsOverlay();
    for (Snapshotter each : List.of(directory(), overlay())) {
      var step =
          step(
              each,
              base(1),
              root -> {
                write(root, "one", "same");
                root.link("one", "two");
              });
      assertThat(step.applied()).isEqualTo(step.left());
      assertThat(step.added().get("two")).contains("same as one");
    }
  }

  // --- roots that are used again

  @Test
  void the_next_step_goes_on_where_the_last_one_ended() throws Exception {
    var snapshotter = directory();
    var base = base(1);
    var layers = new ArrayList<>(base);
    Path first;
    try (var snapshot = snapshotter.prepare(base, scratch)) {
      first = snapshot.path();
      write(snapshot.root(), "new", "1");
      var layer = new LayerTree(digest("new"), snapshot.changes());
      snapshot.sealed(layer);
      layers.add(layer);
    }
    try (var snapshot = snapshotter.prepare(layers, scratch)) {
      assertThat(snapshot.path()).isEqualTo(first);
    }
  }

  @Test
  void a_root_with_other_layers_is_not_used() throws Exception {
    var snapshotter = directory();
    var one = layer("one", tree -> write(tree, "one", "1"));
    var two = layer("two", tree -> write(tree, "two", "2"));
    try (var view = snapshotter.view(List.of(one, two), scratch)) {
      assertThat(view.root().names("/")).containsExactly("one", "two");
    }
    try (var view = snapshotter.view(List.of(one), scratch)) {
      assertThat(view.root().names("/")).containsExactly("one");
    }
    try (var view = snapshotter.view(List.of(two), scratch)) {
      assertThat(view.root().names("/")).containsExactly("two");
    }
  }

  @Test
  void what_a_failed_step_left_is_not_seen_by_the_next() throws Exception {
    for (Snapshotter each : available()) {
      var base = layer("base", tree -> write(tree, "f", "old"));
      try (var snapshot = each.prepare(List.of(base), scratch)) {
        write(snapshot.root(), "litter", "1");
        snapshot.root().remove("f");
      }
      try (var snapshot = each.prepare(List.of(base), scratch)) {
        assertThat(snapshot.root().names("/")).containsExactly("f");
      }
    }
  }

  @Test
  void two_steps_with_the_same_layers_do_not_see_each_other() throws Exception {
    for (Snapshotter each : available()) {
      var base = layer("base", tree -> write(tree, "f", "old"));
      try (var one = each.prepare(List.of(base), scratch);
          var two = each.prepare(List.of(base), scratch)) {
        write(one.root(), "f", "changed");
        assertThat(Files.readString(two.path().resolve("f"))).isEqualTo("old");
      }
      assertThat(base.path().resolve("f")).hasContent("old");
    }
  }

  @Test
  void no_layers_are_an_empty_root() throws Exception {
    for (Snapshotter each : available()) {
      try (var view = each.view(List.of(), scratch)) {
        assertThat(view.root().names("/")).isEmpty();
      }
    }
  }

  @Test
  void nothing_stays_mounted() throws Exception {
    needsOverlay();
    var snapshotter = overlay();
    try (var snapshot = snapshotter.prepare(base(1), scratch);
        var view = snapshotter.view(base(2), scratch)) {
      write(snapshot.root(), "f", "1");
      assertThat(view.root().names("/")).isNotEmpty();
      snapshot.changes();
    }
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(temp.toString());
  }

  // --- what a step left

  private interface Change {
    void make(Directory root) throws IOException;
  }

  /// @param left the root after the step
  /// @param added what the layer adds or changes
  /// @param applied the layer, written and read, on top of what the step began with
  private record Outcome(
      Map<String, String> left, Map<String, String> added, Map<String, String> applied) {}

  private Outcome step(Snapshotter snapshotter, List<LayerTree> base, Change change)
      throws IOException {
    try (var snapshot = snapshotter.prepare(base, scratch)) {
      change.make(snapshot.root());
      var left = Listing.of(snapshot.root());
      var changes = snapshot.changes();
      var archive = new ByteArrayOutputStream();
      try (var tree = Directory.open(changes)) {
        LayerWriter.write(tree, Compression.NONE, archive, null);
      }
      var unpacked = Files.createTempDirectory(scratch.path(), "unpacked-");
      var applied = Files.createTempDirectory(scratch.path(), "applied-");
      try (var tree = Directory.open(unpacked);
          var root = Directory.open(applied)) {
        LayerReader.unpack(new ByteArrayInputStream(archive.toByteArray()), tree, Limits.DEFAULT);
        for (LayerTree layer : base) {
          try (var lower = Directory.open(layer.path())) {
            LayerTrees.flatten(lower, root);
          }
        }
        LayerTrees.flatten(tree, root);
        var added = new TreeMap<>(Listing.of(tree));
        added.values().removeIf(text -> text.startsWith("whiteout"));
        return new Outcome(left, added, Listing.of(root));
      }
    }
  }

  private List<LayerTree> base(long seed) throws IOException {
    return List.of(
        layer("low" + seed, tree -> new RandomChanges(seed + 100).make(tree)),
        layer("high" + seed, tree -> new RandomChanges(seed + 200).make(tree)));
  }

  private LayerTree layer(String name, Change content) throws IOException {
    var path = Files.createTempDirectory(scratch.path(), "layer-");
    try (var tree = Directory.open(path)) {
      tree.setMode(".", 0755);
      content.make(tree);
    }
    return new LayerTree(digest(name), path);
  }

  private static dev.kiln.engine.oci.Digest digest(String name) {
    return dev.kiln.engine.oci.Digest.sha256(
        name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void write(Directory root, String path, String content) throws IOException {
    Listing.write(root, path, content);
  }

  private Snapshotter directory() {
    return opened(new DirectorySnapshotter());
  }

  private Snapshotter overlay() {
    return opened(new OverlaySnapshotter());
  }

  private Snapshotter opened(Snapshotter snapshotter) {
    snapshotters.add(snapshotter);
    return snapshotter;
  }

  private List<Snapshotter> available() throws IOException {
    return mounts() == null ? List.of(directory(), overlay()) : List.of(directory());
  }

  private void needsOverlay() throws IOException {
    var refusal = mounts();
    if (refusal != null) {
      abort("this process may not mount overlays: " + refusal);
    }
  }

  /// Why overlays cannot be mounted here; null when they can.
  private @org.jspecify.annotations.Nullable String mounts() throws IOException {
    var names = new String[] {"lower", "upper", "work", "target"};
    var place = Files.createTempDirectory(temp, "probe-");
    for (String name : names) {
      Files.createDirectory(place.resolve(name));
    }
    try (var lower = Directory.open(place.resolve("lower"));
        var upper = Directory.open(place.resolve("upper"));
        var work = Directory.open(place.resolve("work"))) {
      Mounts.overlay(List.of(lower), upper, work, place.resolve("target"));
      Mounts.unmount(place.resolve("target"), true);
      return null;
    } catch (SystemCallException e) {
      return e.getMessage();
    }
  }
}
