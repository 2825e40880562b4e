package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import dev.kiln.engine.linux.ProcessIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveExtractorTest {
  @TempDir Path temp;
  private Directory root;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
    root = Directory.open(temp);
  }

  @AfterEach
  void close() {
    root.close();
  }

  private void extract(InputStream archive, String destination, @Nullable Owner owner)
      throws IOException {
    ArchiveExtractor.extract(archive, root, destination, owner, Limits.DEFAULT, warnings::add);
    assertThat(warnings).isEmpty();
  }

  private FileStatus status(String path) throws IOException {
    return Objects.requireNonNull(root.linkStatus(path), path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "gzip", "zstd -q", "xz", "bzip2"})
  void unpacksWhateverTheCompressionIs(String program) throws IOException {
    byte[] archive = Archives.pipe(Archives.tar().file("bin/sh", "shell").bytes(), program);
    assertThat(ArchiveExtractor.isArchive(new ByteArrayInputStream(archive))).isTrue();
    extract(new ByteArrayInputStream(archive), "/", null);
    assertThat(temp.resolve("bin/sh")).hasContent("shell");
  }

  @Test
  void onlyContentThatIsAnArchiveIsOne() throws IOException {
    byte[] text = "just text, longer than a magic number".getBytes(StandardCharsets.UTF_8);
    for (String program : List.of("cat", "gzip", "zstd -q", "xz", "bzip2", "head -c 0")) {
      byte[] content = Archives.pipe(text, program);
      assertThat(ArchiveExtractor.isArchive(new ByteArrayInputStream(content)))
          .as(program)
          .isFalse();
    }
    assertThat(ArchiveExtractor.isArchive(new ByteArrayInputStream(new byte[2048]))).isFalse();
    assertThat(
            ArchiveExtractor.isArchive(
                new ByteArrayInputStream(new byte[] {0x1F, (byte) 0x8B, 8, 0})))
        .isFalse();
  }

  @Test
  void directoriesAreMergedAndFilesReplaced() throws IOException {
    Files.createDirectories(temp.resolve("app/d"));
    Files.writeString(temp.resolve("app/d/kept"), "kept");
    Files.writeString(temp.resolve("app/d/old"), "old");
    Files.createDirectories(temp.resolve("app/becomes-file/x"));
    root.setMode("app", 0711);
    TarEntry directory =
        new TarEntry("d/", TarEntry.Type.DIRECTORY, 01777, 3, 4, 0, 99, 5, "", 0, 0, Map.of());
    extract(
        Archives.tar()
            .directory("./")
            .add(directory, new byte[0])
            .file("d/old", "new")
            .file("becomes-file", "x")
            .stream(),
        "app",
        null);
    assertThat(temp.resolve("app/d/kept")).hasContent("kept");
    assertThat(temp.resolve("app/d/old")).hasContent("new");
    assertThat(temp.resolve("app/becomes-file")).hasContent("x");
    assertThat(status("app").mode()).isEqualTo(0711);
    assertThat(status("app/d").mode()).isEqualTo(01777);
    assertThat(status("app/d").uid()).isEqualTo(3);
    assertThat(status("app/d").mtimeSeconds()).isEqualTo(99);
    assertThat(status("app/d").mtimeNanos()).isEqualTo(5);
  }

  @Test
  void theOwnerCanBeAnother() throws IOException {
    extract(
        Archives.tar().file("made/f", "x").symlink("s", "f").stream(),
        "new/place",
        new Owner(1000, 1001));
    for (String path :
        List.of("new", "new/place", "new/place/made", "new/place/made/f", "new/place/s")) {
      assertThat(status(path).uid()).as(path).isEqualTo(1000);
      assertThat(status(path).gid()).as(path).isEqualTo(1001);
    }
  }

  @Test
  void linksOfTheImageLeadInsideIt() throws IOException {
    Files.createDirectories(temp.resolve("run"));
    Files.createSymbolicLink(temp.resolve("var-run"), Path.of("/run"));
    extract(Archives.tar().file("pid", "1").stream(), "/var-run", null);
    extract(
        Archives.tar().file("var-run/pid2", "2").hardLink("pid3", "var-run/pid2").stream(),
        "/",
        null);
    assertThat(temp.resolve("run/pid")).hasContent("1");
    assertThat(temp.resolve("run/pid2")).hasContent("2");
    assertThat(temp.resolve("pid3")).hasContent("2");
  }

  @Test
  void namesThatNoImageCanHoldAreRefused() {
    assertThatThrownBy(() -> extract(Archives.tar().file("d/.wh.x", "").stream(), "/", null))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("'d/.wh.x'");
  }
}
