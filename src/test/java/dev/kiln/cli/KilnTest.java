package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KilnTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
  }

  @Test
  void theVersionIsTheProjects() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>kiln</artifactId>\n  <version>" + Kiln.VERSION + "</version>");
    for (String args : new String[] {"--version", "version", "-v"}) {
      assertThat(stage.run(args)).isZero();
      assertThat(stage.out()).isEqualTo("kiln " + Kiln.VERSION + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"build", "run", "registry", "quickstart"})
  void everyCommandHasHelp(String command) {
    assertThat(stage.run(command, "--help")).isZero();
    assertThat(stage.out()).startsWith("Usage: kiln " + command);
    String help = stage.out();
    assertThat(stage.run("help", command)).isZero();
    assertThat(stage.out()).isEqualTo(help);
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(stage.run()).isZero();
    assertThat(stage.out()).contains("\n  " + command + " ");
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    assertThat(stage.run("biuld", ".")).isEqualTo(2);
    assertThat(stage.err())
        .isEqualTo("kiln: unknown command 'biuld'; did you mean 'build'?\nSee 'kiln --help'.\n");
  }

  @Test
  void theOperatorIsTheLaunchersBusiness() {
    assertThat(stage.run("operator")).isEqualTo(2);
    assertThat(stage.err()).contains("launcher");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port x", "--port 70000", "--host no.such.host.invalid", "extra"})
  void theRegistrysFlagsAreChecked(String flags) {
    assertThat(stage.run(("registry " + flags).split(" "))).isEqualTo(2);
  }

  @Test
  void docsTellEveryFlag() throws IOException {
    String docs = Files.readString(Path.of("docs/cli.md"));
    for (String command : new String[] {"build", "run", "registry"}) {
      stage.run(command, "--help");
      stage
          .out()
          .lines()
          .filter(line -> line.matches(" +(?:-., +)?--.*"))
          .map(line -> line.replaceFirst("^ +(?:-., +)?(--[a-z-]+).*", "$1"))
          .forEach(flag -> assertThat(docs).contains(flag));
    }
  }
}
