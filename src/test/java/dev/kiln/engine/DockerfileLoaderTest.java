package dev.kiln.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileLoaderTest {
  @TempDir Path temp;
  private Path context;

  @BeforeEach
  void makeContext() throws IOException {
    context = Files.createDirectory(temp.resolve("context"));
    write(context.resolve(".dockerignore"), "general");
  }

  @Test
  void the_ignore_file_of_the_dockerfile_wins_over_the_contexts() throws Exception {
    write(context.resolve("sub/Dockerfile"), "FROM scratch");
    assertThat(load("sub/Dockerfile").ignore().excludes("general")).isTrue();
    write(context.resolve("sub/Dockerfile.dockerignore"), "special");
    var loaded = load("sub/Dockerfile");
    assertThat(loaded.content()).asString(StandardCharsets.UTF_8).isEqualTo("FROM scratch");
    assertThat(loaded.ignore().excludes("special")).isTrue();
    assertThat(loaded.ignore().excludes("general")).isFalse();
  }

  @Test
  void a_dockerfile_outside_the_context_has_its_ignore_file_beside_it() throws Exception {
    var file = temp.resolve("other/my.dockerfile");
    write(file, "FROM scratch");
    var source = new DockerfileSource.Local(file);
    assertThat(load(source).ignore().excludes("general")).isTrue();
    write(temp.resolve("other/my.dockerfile.dockerignore"), "special");
    assertThat(load(source).ignore().excludes("special")).isTrue();
    assertThat(load(source).ignore().excludes("general")).isFalse();
  }

  @Test
  void text_alone_uses_the_contexts_ignore_file() throws Exception {
    var loaded = load(new DockerfileSource.Inline("FROM scratch"));
    assertThat(loaded.name()).isEqualTo("Dockerfile");
    assertThat(loaded.ignore().excludes("general")).isTrue();
  }

  @Test
  void ignored_files_are_read_all_the_same() throws Exception {
    write(context.resolve("Dockerfile"), "FROM scratch");
    write(context.resolve(".dockerignore"), "*");
    assertThat(load("Dockerfile").content()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "directory", "nowhere/Dockerfile", "out", "deep"})
  void a_dockerfile_that_is_not_in_the_context_is_told(String path) throws Exception {
    write(temp.resolve("outside"), "FROM secret");
    Files.createDirectory(context.resolve("directory"));
    Files.createSymbolicLink(context.resolve("out"), Path.of("../outside"));
    Files.createSymbolicLink(context.resolve("deep"), temp.resolve("outside"));
    assertThatThrownBy(() -> load(path))
        .isInstanceOfSatisfying(
            BuildException.class,
            e -> {
              assertThat(e.failure().reason()).isEqualTo(FailureReason.DockerfileNotFound);
              assertThat(e.failure().blame()).isEqualTo(BuildException.Blame.BUILD);
              assertThat(e).hasMessageContaining("'" + path + "'").hasMessageContaining("-f");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "context"})
  void a_dockerfile_that_is_not_on_this_machine_is_told(String name) {
    assertThatThrownBy(() -> load(new DockerfileSource.Local(temp.resolve(name))))
        .isInstanceOfSatisfying(
            BuildException.class,
            e -> assertThat(e.failure().reason()).isEqualTo(FailureReason.DockerfileNotFound));
  }

  @Test
  void an_ignore_file_that_cannot_be_read_is_named() throws Exception {
    write(context.resolve("Dockerfile"), "FROM scratch");
    write(context.resolve("Dockerfile.dockerignore"), "a[");
    assertThatThrownBy(() -> load("Dockerfile"))
        .isInstanceOf(BuildException.class)
        .hasMessageStartingWith("Dockerfile.dockerignore: ");
  }

  @Test
  void an_endless_dockerfile_is_refused() throws Exception {
    try (var file =
        Files.newByteChannel(
            context.resolve("Dockerfile"),
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      file.position(1L << 34);
      file.write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    assertThatThrownBy(() -> load("Dockerfile")).hasMessageContaining("longer than 16 MiB");
  }

  private DockerfileLoader.Loaded load(String path) throws Exception {
    return load(new DockerfileSource.InContext(path));
  }

  private DockerfileLoader.Loaded load(DockerfileSource source) throws Exception {
    try (var open = OpenContext.local(context)) {
      return DockerfileLoader.load(source, open);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
