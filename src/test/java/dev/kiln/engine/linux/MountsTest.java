package dev.kiln.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
  @TempDir Path temp;
  private final Deque<Path> mounted = new ArrayDeque<>();

  @BeforeEach
  void needsMounts() throws IOException {
    Path probe = Files.createDirectory(temp.resolve("probe"));
    try {
      Mounts.tmpfs(probe, 0, 0700);
    } catch (SystemCallException e) {
      abort("this process may not mount: " + e.getMessage());
    }
    Mounts.unmount(probe, false);
  }

  @AfterEach
  void unmount() throws IOException {
    while (!mounted.isEmpty()) {
      Mounts.unmount(mounted.pop(), true);
    }
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(temp.resolve(name));
  }

  @Test
  void anOverlayPutsChangesIntoItsUpperWhateverTheNamesAre() throws IOException {
    Path low = directory("low:1,x");
    Files.writeString(low.resolve("kept"), "low");
    Files.writeString(low.resolve("removed"), "low");
    Files.createDirectory(low.resolve("replaced"));
    Path high = directory("high");
    Files.writeString(high.resolve("kept"), "high");
    Path target = directory("target");
    try (Directory first = Directory.open(high);
        Directory second = Directory.open(low);
        Directory upper = Directory.open(directory("upper"));
        Directory work = Directory.open(directory("work"))) {
      Mounts.overlay(List.of(first, second), upper, work, target);
      mounted.push(target);
      assertThat(target.resolve("kept")).hasContent("high");
      Files.delete(target.resolve("removed"));
      Files.delete(target.resolve("replaced"));
      Files.createDirectory(target.resolve("replaced"));
      assertThat(Objects.requireNonNull(upper.linkStatus("removed")).isWhiteout()).isTrue();
      assertThat(upper.attribute("replaced", "user.overlay.opaque"))
          .isEqualTo("y".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(low.resolve("removed")).exists();
  }

  @Test
  void anOverlayWithoutUpperIsReadOnly() throws IOException {
    Path target = directory("target");
    try (Directory first = Directory.open(directory("a"));
        Directory second = Directory.open(directory("b"))) {
      Mounts.overlay(List.of(first, second), null, null, target);
      mounted.push(target);
      assertThatThrownBy(() -> Files.createFile(target.resolve("x")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aHundredAndTwentySevenLayersFitOneMount() throws IOException {
    Path target = directory("target");
    Deque<Directory> layers = new ArrayDeque<>();
    try {
      for (int i = 0; i < 127; i++) {
        Path layer = directory("layer" + i);
        Files.createFile(layer.resolve("file" + i));
        layers.push(Directory.open(layer));
      }
      Mounts.overlay(List.copyOf(layers), null, null, target);
      mounted.push(target);
    } finally {
      layers.forEach(Directory::close);
    }
    assertThat(target.toFile().list()).hasSize(127);
  }

  @Test
  void aReadOnlyBindRefusesChangesAlsoInMountsBelow() throws IOException {
    Path source = directory("source");
    Path inner = directory("source/inner");
    Mounts.tmpfs(inner, 1 << 20, 01777);
    mounted.push(inner);
    Files.writeString(inner.resolve("file"), "inner");
    directory("root/target");
    try (Directory root = Directory.open(temp.resolve("root"));
        Pin pin = root.pin("target")) {
      Mounts.bindReadOnly(source, pin.procPath());
    }
    Path target = temp.resolve("root/target");
    mounted.push(target);
    assertThat(target.resolve("inner/file")).hasContent("inner");
    assertThatThrownBy(() -> Files.writeString(target.resolve("x"), "x"))
        .hasMessageContaining("Read-only");
    assertThatThrownBy(() -> Files.writeString(target.resolve("inner/x"), "x"))
        .hasMessageContaining("Read-only");
    Files.writeString(source.resolve("y"), "still writable here");
  }

  @Test
  void aBindOfAFileFollowsThePinAndNotTheName() throws IOException {
    Path file = Files.writeString(directory("source").resolve("file"), "content");
    Path root = directory("root");
    Files.createFile(root.resolve("target"));
    Files.createFile(temp.resolve("victim"));
    try (Directory directory = Directory.open(root);
        Pin pin = directory.pin("target")) {
      Files.move(root.resolve("target"), root.resolve("moved"));
      Files.createSymbolicLink(root.resolve("target"), temp.resolve("victim"));
      Mounts.bind(file, pin.procPath());
    }
    mounted.push(root.resolve("moved"));
    assertThat(root.resolve("moved")).hasContent("content");
    assertThat(temp.resolve("victim")).hasContent("");
  }

  @Test
  void aTmpfsHasItsSizeAndMode() throws IOException {
    Path target = directory("target");
    Mounts.tmpfs(target, 1 << 20, 01777);
    mounted.push(target);
    try (Directory directory = Directory.open(target)) {
      assertThat(Objects.requireNonNull(directory.status("/")).mode()).isEqualTo(01777);
      assertThatThrownBy(
              () -> {
                try (FileOutput out = directory.create("big", 0644)) {
                  out.write(new byte[2 << 20]);
                }
              })
          .isInstanceOfSatisfying(
              SystemCallException.class, e -> assertThat(e.isNoSpace()).isTrue());
    }
  }

  @Test
  void failuresNameCallPathAndCause() {
    assertThatThrownBy(() -> Mounts.unmount(temp, false))
        .hasMessage("unmount " + temp + ": Invalid argument (EINVAL)");
    assertThatThrownBy(() -> Mounts.tmpfs(temp.resolve("missing"), 0, 0700))
        .hasMessage("mount tmpfs on " + temp + "/missing: No such file or directory (ENOENT)");
  }
}
