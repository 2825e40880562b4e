package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.registry.RegistryConfig.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFlagsTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    Files.writeString(
        directory.resolve("registries.yaml"),
        "registries: [{host: docker.io, mirrors: ['m1.test:5000']}]");
  }

  @Test
  void registriesOfTheFileAndOfFlagsAddUp() {
    int status =
        stage.run(
            "build",
            "--registries",
            "registries.yaml",
            "--registry-mirror",
            "docker.io=m2.test",
            "--insecure-registry",
            "m2.test",
            ".");
    assertThat(status).as(stage.err()).isZero();
    assertThat(stage.request().registries().hosts())
        .isEqualTo(
            Map.of(
                "docker.io",
                new Host(List.of("m1.test:5000", "m2.test"), false, null),
                "m2.test",
                new Host(List.of(), true, null)));
  }

  @Test
  void whatIsWrongWithARegistryIsWrongUsage() throws IOException {
    assertThat(stage.run("build", "--registry-ca", "a=none.pem", ".")).isEqualTo(2);
    assertThat(stage.err()).contains(directory.resolve("none.pem") + " does not exist");
    Files.writeString(directory.resolve("registries.yaml"), "registries: [{host: a, mirror: b}]");
    assertThat(stage.run("build", "--registries", "registries.yaml", ".")).isEqualTo(2);
    assertThat(stage.err()).contains("registries.yaml:1: unknown key 'mirror'");
  }
}
