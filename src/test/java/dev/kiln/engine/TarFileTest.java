package dev.kiln.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarFileTest {
  @TempDir Path directory;

  @Test
  void aDeviceIsWrittenToAndNotReplaced() throws IOException {
    var name = Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
    write(name);
    assertThat(name).isSymbolicLink();
    assertThat(Files.isRegularFile(name)).isFalse();
  }

  @Test
  void anEarlierArchiveIsReplaced() throws IOException {
    var file = Files.writeString(directory.resolve("a.tar"), "old");
    write(file);
    assertThat(Files.size(file)).isGreaterThan(1024);
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aDirectoryIsRefused() {
    assertThatThrownBy(() -> write(directory)).hasMessageContaining("is a directory");
  }

  @Test
  void anArchiveThatFailsLeavesWhatWasThere() throws IOException {
    var file = Files.writeString(directory.resolve("a.tar"), "old");
    try (var tar = TarFile.create(file)) {
      tar.add("x", 1, new ByteArrayInputStream(new byte[1]));
    }
    assertThat(file).hasContent("old");
  }

  private static void write(Path destination) throws IOException {
    try (var tar = TarFile.create(destination)) {
      tar.add("x", 1, new ByteArrayInputStream(new byte[1]));
      tar.finish();
    }
  }
}
