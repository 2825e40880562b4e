package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileOutput;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.linux.Mounts;
import dev.kiln.engine.linux.ProcessIdentity;
import dev.kiln.engine.linux.SystemCallException;
import dev.kiln.engine.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerRoundTripTest {
  @TempDir Path temp;

  @BeforeEach
  void needsRoot() {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
  }

  private Directory directory(String name) throws IOException {
    Files.createDirectories(temp.resolve(name));
    return Directory.open(temp.resolve(name));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Written(LayerBlob blob, byte[] bytes) {}

  private static Written write(Directory tree, Compression compression) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return new Written(LayerWriter.write(tree, compression, out, null), out.toByteArray());
  }

  private static Digest unpack(byte[] layer, Directory target) throws IOException {
    return LayerReader.unpack(new ByteArrayInputStream(layer), target, Limits.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomTreesComeBackAsTheyWere(long seed) throws IOException {
    try (Directory tree = directory("tree");
        Directory copy = directory("copy")) {
      new RandomTree(seed).fill(tree, true);
      Written layer = write(tree, Compression.ZSTD);
      assertThat(unpack(layer.bytes, copy)).isEqualTo(layer.blob.diffId());
      assertThat(RandomTree.describe(copy)).isEqualTo(RandomTree.describe(tree));
      assertThat(write(copy, Compression.ZSTD).bytes).isEqualTo(layer.bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
  void digestsNameWhatIsWritten(Compression compression) throws IOException {
    try (Directory tree = directory("tree")) {
      new RandomTree(9).fill(tree, true);
      Written layer = write(tree, compression);
      byte[] tar = write(tree, Compression.NONE).bytes;
      assertThat(layer.blob.digest()).isEqualTo(Digest.sha256(layer.bytes));
      assertThat(layer.blob.size()).isEqualTo(layer.bytes.length);
      assertThat(layer.blob.diffId()).isEqualTo(Digest.sha256(tar));
    }
  }

  @Test
  void gnuTarUnpacksTheSameTree() throws IOException {
    try (Directory tree = directory("tree");
        Directory copy = directory("copy")) {
      new RandomTree(11).fill(tree, false);
      byte[] layer = write(tree, Compression.GZIP).bytes;
      Archives.pipe(
          layer,
          "tar -C "
              + temp.resolve("copy")
              + " --numeric-owner --xattrs --xattrs-include='*' -xpzf -");
      assertThat(RandomTree.describe(copy)).isEqualTo(RandomTree.describe(tree));
    }
  }

  @Test
  void whatGnuTarPacksIsUnpackedTheSame() throws IOException {
    try (Directory tree = directory("tree");
        Directory copy = directory("copy")) {
      new RandomTree(12).fill(tree, false);
      byte[] layer =
          Archives.pipe(
              new byte[0],
              "tar -C "
                  + temp.resolve("tree")
                  + " --numeric-owner --format=posix --xattrs --xattrs-include='*' -cf - . | gzip");
      unpack(layer, copy);
      assertThat(RandomTree.describe(copy)).isEqualTo(RandomTree.describe(tree));
    }
  }

  @Test
  void aMountsChangesComeBackInAnotherMount() throws IOException {
    try (Directory lower = directory("lower");
        Directory upper = directory("upper");
        Directory work = directory("work");
        Directory copy = directory("copy")) {
      for (String path : List.of("kept/file", "gone/file", "replaced/old", "cleared/a/b")) {
        lower.makeDirectories(path.substring(0, path.lastIndexOf('/')), 0755);
        lower.create(path, 0644).close();
      }
      Path merged = Files.createDirectory(temp.resolve("merged"));
      mount(List.of(lower), upper, work, merged);
      Map<String, String> expected;
      try (Directory root = Directory.open(merged)) {
        root.removeTree("gone");
        root.removeTree("replaced");
        root.makeDirectory("replaced", 0711);
        root.create("replaced/new", 0600).close();
        root.remove("cleared/a/b");
        root.setOwner("kept", 5, 6);
        root.link("kept/file", "linked");
        expected = wholeSeconds(root);
      } finally {
        Mounts.unmount(merged, true);
      }
      byte[] layer = write(upper, Compression.NONE).bytes;
      unpack(layer, copy);
      assertThat(write(copy, Compression.NONE).bytes).isEqualTo(layer);
      Path again = Files.createDirectory(temp.resolve("again"));
      mount(List.of(copy, lower), null, null, again);
      try (Directory root = Directory.open(again)) {
        assertThat(wholeSeconds(root)).isEqualTo(expected);
      } finally {
        Mounts.unmount(again, true);
      }
      try (Directory plain = directory("plain")) {
        LayerTrees.flatten(lower, plain);
        LayerTrees.flatten(copy, plain);
        assertThat(wholeSeconds(plain)).isEqualTo(expected);
      }
    }
  }

  private static Map<String, String> wholeSeconds(Directory tree) throws IOException {
    Map<String, String> all = RandomTree.describe(tree);
    all.replaceAll((_, text) -> text.replaceFirst("(mtime=\\d+)\\.\\d+", "$1"));
    return all;
  }

  private static void mount(
      List<Directory> lowers, @Nullable Directory upper, @Nullable Directory work, Path target)
      throws IOException {
    try {
      Mounts.overlay(lowers, upper, work, target);
    } catch (SystemCallException e) {
      abort("this process may not mount: " + e.getMessage());
    }
  }

  @Test
  void whiteoutsHaveTheirNamesInTheArchive() throws IOException {
    try (Directory tree = directory("tree")) {
      tree.makeNode("gone", FileType.CHAR_DEVICE, 0, 0, 0);
      tree.makeDirectory("opaque", 0755);
      tree.setAttribute("opaque", "user.overlay.opaque", new byte[] {'y'});
      tree.setAttribute("opaque", "user.overlay.impure", new byte[] {'y'});
      tree.setAttribute("opaque", "user.kept", new byte[] {1, 0, 2});
      tree.create("opaque/a", 0644).close();
      tree.makeNode("socket", FileType.SOCKET, 0644, 0, 0);
      byte[] layer = write(tree, Compression.NONE).bytes;
      TarReader reader = new TarReader(new ByteArrayInputStream(layer));
      StringBuilder names = new StringBuilder();
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        names.append(entry.name()).append(entry.attributes().keySet()).append(' ');
      }
      assertThat(names)
          .hasToString(".wh.gone[] opaque/[user.kept] opaque/.wh..wh..opq[] opaque/a[] ");
    }
  }

  @Test
  void whiteoutAndNameInOneLayerMeanTheLayersBelow() throws IOException {
    byte[] layer =
        Archives.tar()
            .file("d/kept", "x")
            .file(".wh.d", "")
            .file(".wh.e", "")
            .directory("e")
            .file("e/kept", "x")
            .file(".wh.f", "")
            .file("f", "x")
            .file("g", "x")
            .file(".wh.g", "")
            .bytes();
    try (Directory copy = directory("copy")) {
      unpack(layer, copy);
      assertThat(copy.attributes("d")).containsOnlyKeys("user.overlay.opaque");
      assertThat(copy.attributes("e")).containsOnlyKeys("user.overlay.opaque");
      for (String path : List.of("d/kept", "e/kept", "f", "g")) {
        assertThat(temp.resolve("copy").resolve(path)).hasContent("x");
      }
    }
  }

  @Test
  void timesAreWholeSecondsAndClamped() throws IOException {
    try (Directory tree = directory("tree");
        Directory copy = directory("copy")) {
      tree.create("old", 0644).close();
      tree.create("new", 0644).close();
      tree.setTimes("old", 100, 999_999_999);
      tree.setTimes("new", 5_000, 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      LayerWriter.write(tree, Compression.NONE, out, Instant.ofEpochSecond(1_000));
      unpack(out.toByteArray(), copy);
      assertThat(RandomTree.describe(copy).get("old")).contains("mtime=100.0");
      assertThat(RandomTree.describe(copy).get("new")).contains("mtime=1000.0");
    }
  }

  @Test
  void aNameThatWouldRemoveAFileIsRefused() throws IOException {
    try (Directory tree = directory("tree")) {
      tree.makeDirectory("d", 0755);
      tree.create("d/.wh.passwd", 0644).close();
      assertThatThrownBy(() -> write(tree, Compression.NONE))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("'d/.wh.passwd'");
    }
  }

  @Test
  void directoriesThatNoEntryNamesAreMadeAlike() throws IOException {
    try (Directory copy = directory("copy")) {
      unpack(Archives.tar().file("a/b/c", "x").bytes(), copy);
      assertThat(RandomTree.describe(copy).get("a/b")).contains("mode=755", "uid=0", "mtime=0.0");
    }
  }

  @Test
  void laterEntriesReplaceEarlierOnes() throws IOException {
    byte[] layer =
        Archives.tar()
            .file("a", "one")
            .file("a", "two")
            .directory("d")
            .file("d/x", "")
            .symlink("d", "a")
            .symlink("s", "a")
            .directory("s")
            .file("h", "same")
            .hardLink("h", "h")
            .bytes();
    try (Directory copy = directory("copy")) {
      unpack(layer, copy);
      assertThat(temp.resolve("copy/a")).hasContent("two");
      assertThat(copy.readLink("d")).isEqualTo("a");
      assertThat(Files.isDirectory(temp.resolve("copy/s"))).isTrue();
      assertThat(temp.resolve("copy/h")).hasContent("same");
    }
  }

  @Test
  void flatteningNeverFollowsWhatTheRootHolds() throws IOException {
    Files.createDirectory(temp.resolve("victim"));
    try (Directory tree = directory("tree");
        Directory root = directory("root")) {
      root.symlink("../victim", "d");
      tree.makeDirectory("d", 0755);
      try (FileOutput out = tree.create("d/file", 0644)) {
        out.write("x".getBytes(StandardCharsets.UTF_8));
      }
      tree.link("d/file", "hard");
      LayerTrees.flatten(tree, root);
      assertThat(RandomTree.describe(root)).isEqualTo(RandomTree.describe(tree));
      // what a step writes into its copy is not written into the layer
      Files.writeString(temp.resolve("root/hard"), "changed");
      assertThat(temp.resolve("root/d/file")).hasContent("changed");
      assertThat(temp.resolve("tree/d/file")).hasContent("x");
    }
    assertThat(temp.resolve("victim").toFile().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void flatteningOneLayerCopiesIt(long seed) throws IOException {
    try (Directory tree = directory("tree");
        Directory root = directory("root")) {
      new RandomTree(seed).fill(tree, false);
      LayerTrees.flatten(tree, root);
      assertThat(RandomTree.describe(root)).isEqualTo(RandomTree.describe(tree));
    }
  }
}
