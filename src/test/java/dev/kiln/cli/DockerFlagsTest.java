package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerFlagsTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--rm|--rm has no effect: there is no daemon and no intermediate container",
        "--rm=false|--rm has no effect: there is no daemon and no intermediate container",
        "--force-rm|--force-rm has no effect: there is no daemon and no intermediate container",
        "--compress|--compress has no effect: the context is read where it is, never sent",
        "--load|--load has no effect: images go into the local store unless told otherwise",
        "--disable-content-trust|--disable-content-trust has no effect: base images are verified by"
            + " digest; signatures are not looked at",
        "--isolation default|--isolation has no effect: Linux has one isolation; see --sandbox",
        "--network default|--network has no effect: steps use this machine's network",
        "--network=host|--network has no effect: steps use this machine's network",
        "--provenance=false|--provenance has no effect: no attestations are made",
        "--cache-from a --cache-from b|--cache-from has no effect: only the cache directory is"
            + " looked up",
        "--cpu-period 1|--cpu-period has no effect: steps run within this process's own limits",
        "--cpu-quota 1|--cpu-quota has no effect: steps run within this process's own limits",
        "-c 512|--cpu-shares has no effect: steps run within this process's own limits",
        "--cpuset-cpus 0|--cpuset-cpus has no effect: steps run within this process's own limits",
        "--cpuset-mems 0|--cpuset-mems has no effect: steps run within this process's own limits",
      })
  void whatCannotChangeTheImagePassesWithANote(String flags, String note) {
    assertThat(stage.run(("build " + flags + " .").split(" "))).isZero();
    assertThat(stage.err().lines().filter(line -> line.startsWith("note: ")))
        .containsExactly("note: " + note);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--disable-content-trust=false|signatures of base images are not verified; pin them by"
            + " digest",
        "--isolation hyperv|'hyperv' is for Windows; Linux knows only 'default'",
        "--network none|'none' is not supported: steps use this machine's network",
        "-m 512m|steps run within this process's own limits; start kiln under them, for example"
            + " with systemd-run --user --scope -p MemoryMax=…",
        "--memory-swap 1g|steps run within this process's own limits; start kiln under them, for"
            + " example with systemd-run --user --scope -p MemorySwapMax=…",
        "--cgroup-parent x|steps stay in this process's own control group",
        "--security-opt seccomp=x|steps have one sandbox; see --sandbox",
        "--shm-size 1g|what RUN sees cannot be changed",
        "--ulimit nofile=1|what RUN sees cannot be changed; set it with 'ulimit' in the RUN",
        "--add-host a:1.2.3.4|what RUN sees cannot be changed",
        "--squash|layers are kept as the Dockerfile makes them",
        "--cache-to type=inline|results are kept in the cache directory alone",
        "--sbom=true|no SBOMs are made; only 'false' is accepted",
        "--ssh default|forwarding an SSH agent is not supported",
        "--allow security.insecure|no step gets more privileges",
      })
  void whatCouldChangeTheImageOrItsSafetyIsRefused(String flags, String reason) {
    assertThat(stage.run(("build " + flags + " .").split(" "))).isEqualTo(2);
    assertThat(stage.err()).startsWith("kiln build: --").endsWith(": " + reason + "\n");
  }

  @Test
  void everyFlagOfDockersHelpIsKnown() {
    var docker =
        """
        add-host build-arg cache-from cgroup-parent compress cpu-period cpu-quota cpu-shares
        cpuset-cpus cpuset-mems disable-content-trust file force-rm iidfile isolation label memory
        memory-swap network no-cache pull quiet rm security-opt shm-size tag target ulimit
        """;
    assertThat(Pattern.compile("\\s+").splitAsStream(docker.strip()))
        .hasSize(28)
        .allSatisfy(flag -> {
          stage.run("build", "--" + flag + "=x", ".");
          assertThat(stage.err()).doesNotContain("unknown flag");
        });
  }
}
