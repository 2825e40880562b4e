package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.IdMap;
import dev.kiln.engine.linux.ProcessIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostileLayerTest {
  @TempDir Path temp;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void needsRoot() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
    Files.createDirectories(temp.resolve("root/inside"));
    Files.createDirectories(temp.resolve("victim"));
    Files.writeString(temp.resolve("victim/file"), "untouched");
  }

  private void unpack(InputStream archive) throws IOException {
    try (Directory root = Directory.open(temp.resolve("root"))) {
      LayerReader.unpack(archive, root, Limits.DEFAULT, warnings::add);
    }
  }

  private void extract(InputStream archive) throws IOException {
    try (Directory root = Directory.open(temp.resolve("root"))) {
      ArchiveExtractor.extract(archive, root, "/inside", null, Limits.DEFAULT, warnings::add);
    }
  }

  private void assertVictimUntouched() throws IOException {
    assertThat(temp.resolve("victim").toFile().list()).containsExactly("file");
    assertThat(temp.resolve("victim/file")).hasContent("untouched");
    assertThat((Integer) Files.getAttribute(temp.resolve("victim/file"), "unix:nlink"))
        .isEqualTo(1);
    assertThat(temp.toFile().list()).containsExactlyInAnyOrder("root", "victim");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("parent", Archives.tar().file("../victim/new", "x"), "'..'"),
        arguments("parent within", Archives.tar().file("a/../../victim/new", "x"), "'..'"),
        arguments("parent last", Archives.tar().directory("a/.."), "'..'"),
        arguments("no name", Archives.tar().file("", "x"), "no name"),
        arguments("root as file", Archives.tar().file("./", "x"), ""),
        arguments("link up", Archives.tar().hardLink("l", "../victim/file"), "'..'"),
        arguments("link outside", Archives.tar().hardLink("l", "/victim/file"), "hard link"),
        arguments(
            "link through link",
            Archives.tar().symlink("s", "../victim").hardLink("l", "s/file"),
            "hard link"),
        arguments(
            "link to directory", Archives.tar().directory("d").hardLink("l", "d"), "hard link"),
        arguments("whiteout of .", Archives.tar().file(".wh..", ""), "whiteout"),
        arguments("whiteout of ..", Archives.tar().file("d/.wh...", ""), "whiteout"),
        arguments("whiteout of nothing", Archives.tar().file(".wh.", ""), "whiteout"),
        arguments("unknown mark", Archives.tar().file(".wh..wh.plnk", ""), "whiteout"),
        arguments("below a whiteout", Archives.tar().file(".wh.a/b", ""), "below a whiteout"),
        arguments("opaque root", Archives.tar().file(".wh..wh..opq", ""), "hides all layers"),
        arguments("smuggled whiteout", Archives.tar().device("gone", 0, 0), "0:0"),
        arguments("empty link", Archives.tar().symlink("s", ""), "leads nowhere"),
        arguments(
            "long path", Archives.tar().file("a/".repeat(2100) + "f", ""), "longer than 4095"),
        arguments("long name", Archives.tar().file("a".repeat(256), ""), "ENAMETOOLONG"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(String name, Archives archive, String message) throws IOException {
    byte[] bytes = archive.bytes();
    assertThatThrownBy(() -> unpack(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
    if (!name.contains("root")) {
      assertThatThrownBy(() -> extract(new ByteArrayInputStream(bytes)))
          .isInstanceOf(IOException.class);
    }
    assertVictimUntouched();
  }

  static Stream<Arguments> contained() {
    return Stream.of(
        arguments("absolute", Archives.tar().file("/victim/new", "x"), "victim/new"),
        arguments(
            "write through link",
            Archives.tar().symlink("s", "../../victim").file("s/new", "x"),
            "victim/new"),
        arguments(
            "write through absolute link",
            Archives.tar().symlink("s", "/victim").file("s/new", "x"),
            "victim/new"),
        arguments(
            "replace through link",
            Archives.tar().symlink("s", "../../victim").file("s/file", "x"),
            "victim/file"),
        arguments(
            "chain of links",
            Archives.tar()
                .symlink("a", "../..")
                .symlink("b", "a/../../victim")
                .symlink("c", "b/.")
                .file("c/new", "x"),
            "victim/new"),
        arguments(
            "directory replaced by a link",
            Archives.tar().file("d/one", "x").symlink("d", "../../victim").file("d/new", "x"),
            "victim/new"),
        arguments(
            "file over a link",
            Archives.tar().symlink("s", "../../victim/file").file("s", "x"),
            "s"),
        arguments(
            "whiteout through link",
            Archives.tar().symlink("s", "../../victim").file("s/.wh.file", ""),
            null),
        arguments(
            "opaque through link",
            Archives.tar().symlink("s", "../../victim").file("s/.wh..wh..opq", ""),
            null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contained")
  void staysInside(String name, Archives archive, @Nullable String written) throws IOException {
    byte[] bytes = archive.bytes();
    unpack(new ByteArrayInputStream(bytes));
    assertVictimUntouched();
    if (written != null) {
      assertThat(temp.resolve("root").resolve(written)).hasContent("x");
    }
    if (name.contains("whiteout") || name.contains("opaque")) {
      assertThatThrownBy(() -> extract(new ByteArrayInputStream(bytes)))
          .hasMessageContaining(".wh.");
    } else {
      extract(new ByteArrayInputStream(bytes));
    }
    assertVictimUntouched();
  }

  @Test
  void linksToLinksTenLevelsDeepStayInside() throws IOException {
    Archives archive = Archives.tar().symlink("l0", "../../../victim");
    for (int i = 1; i <= 10; i++) {
      archive.symlink("l" + i, "l" + (i - 1) + "/../victim");
    }
    unpack(archive.file("l10/file", "x").stream());
    assertVictimUntouched();
    assertThat(temp.resolve("root/victim/file")).hasContent("x");
  }

  @Test
  void linksWithoutEndAreRefused() {
    Archives archive = Archives.tar().symlink("a", "b").symlink("b", "a").file("a/x", "");
    assertThatThrownBy(() -> unpack(archive.stream())).hasMessageContaining("ELOOP");
  }

  @Test
  void overlaysOwnAttributesAreNotTakenFromAnArchive() throws IOException {
    unpack(
        Archives.tar()
            .attribute("d/", "user.overlay.opaque", "y")
            .attribute("e/", "trusted.overlay.redirect", "/victim")
            .stream());
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThat(root.attributes("d")).isEmpty();
      assertThat(root.attributes("e")).isEmpty();
    }
    assertThat(warnings).hasSize(2).allMatch(line -> line.contains("overlayfs' own"));
  }

  @Test
  void deviceNodesAreMadeOrTold() throws IOException {
    unpack(Archives.tar().device("null", 1, 3).stream());
    if (IdMap.ofUids().isInitial()) {
      assertThat(warnings).isEmpty();
      assertThat(temp.resolve("root/null")).exists();
    } else {
      assertThat(warnings).singleElement().asString().contains("'null'", "user namespace");
    }
  }

  @Test
  void whatIsLeftOutIsAnErrorWhenNobodyListens() throws IOException {
    try (Directory root = Directory.open(temp.resolve("root"))) {
      InputStream archive = Archives.tar().attribute("d/", "user.overlay.opaque", "y").stream();
      assertThatThrownBy(() -> LayerReader.unpack(archive, root, Limits.DEFAULT))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("'d/'");
    }
  }

  @Test
  void namesCannotConfuseTheTerminal() {
    assertThatThrownBy(() -> unpack(Archives.tar().file("../\u001b[2J\u202e\n", "").stream()))
        .hasMessageContaining("'../\\u001b[2J\\u202e\\u000a'");
  }

  @Test
  void aMillionEntriesAreTooMany() throws IOException {
    Archives archive = Archives.tar();
    for (int i = 0; i < 11; i++) {
      archive.file("f" + i, "");
    }
    byte[] bytes = archive.bytes();
    Limits limits = new Limits(1 << 20, 10, 100);
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThatThrownBy(() -> LayerReader.unpack(new ByteArrayInputStream(bytes), root, limits))
          .hasMessageContaining("more than 10 entries");
      assertThatThrownBy(() ->
              ArchiveExtractor.extract(
                  new ByteArrayInputStream(bytes), root, "/", null, limits, warnings::add))
          .hasMessageContaining("more than 10 entries");
    }
  }

  @Test
  void directoriesThatAnEntryImpliesCountToo() throws IOException {
    InputStream archive = Archives.tar().file("a/".repeat(20) + "f", "").stream();
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThatThrownBy(() -> LayerReader.unpack(archive, root, new Limits(1 << 20, 10, 100)))
          .hasMessageContaining("more than 10 entries");
    }
  }

  @Test
  void moreBytesThanTheLimitAreRefused() throws IOException {
    InputStream archive = Archives.tar().file("f", "x".repeat(5000)).stream();
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThatThrownBy(() -> LayerReader.unpack(archive, root, new Limits(4096, 10, 100)))
          .hasMessageContaining("more than 4096 bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void decompressionBombsAreRefused(Compression compression) throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    long size = Limits.RATIO_FROM + (1 << 20);
    try (OutputStream out = compression.compress(bomb, 1)) {
      new TarWriter(out).write(Archives.entry(TarEntry.Type.REGULAR, "f", "", size), zeros(size));
    }
    Limits limits = new Limits(1L << 40, 10, 100);
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThatThrownBy(
              () -> LayerReader.unpack(new ByteArrayInputStream(bomb.toByteArray()), root, limits))
          .hasMessageContaining("decompression bomb");
    }
  }

  @Test
  void bytesBehindTheArchiveCountToo() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.write(Archives.tar().file("f", "x").bytes());
    archive.write(new byte[10_000]);
    try (Directory root = Directory.open(temp.resolve("root"))) {
      assertThatThrownBy(() ->
              LayerReader.unpack(
                  new ByteArrayInputStream(archive.toByteArray()), root, new Limits(5000, 10, 100)))
          .hasMessageContaining("more than 5000 bytes");
    }
  }

  private static InputStream zeros(long size) {
    return new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int n = (int) Math.min(length, left);
        left -= n;
        return n == 0 ? -1 : n;
      }
    };
  }
}
