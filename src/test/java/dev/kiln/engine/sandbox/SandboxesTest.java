package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxesTest {
  @TempDir Path directory;

  @Test
  void chroot_is_taken_when_asked_for() throws Exception {
    SandboxSelection selection = Sandboxes.choose(SandboxMode.CHROOT, directory);
    assertThat(selection.sandbox()).isInstanceOf(ChrootSandbox.class);
    assertThat(selection.mounts()).isFalse();
    assertThat(selection.reason()).isEqualTo("chroot: asked for");
  }

  @Test
  void namespaces_are_taken_where_mounts_are_allowed() throws Exception {
    assumeTrue(Probe.refusal().isEmpty(), "a machine where mounts are allowed");
    for (SandboxMode mode : List.of(SandboxMode.AUTO, SandboxMode.NAMESPACES)) {
      SandboxSelection selection = Sandboxes.choose(mode, directory);
      assertThat(selection.sandbox()).isInstanceOf(OciRuntimeSandbox.class);
      assertThat(selection.mounts()).isTrue();
      assertThat(selection.reason()).startsWith("namespaces");
    }
  }

  @Test
  void where_mounts_are_refused_the_cause_is_told() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "apt-get install util-linux");
    assumeTrue("root".equals(System.getProperty("user.name")), "run as root");
    assertThat(chooseWithoutCapabilities(Map.of(), "auto"))
        .startsWith("ChrootSandbox false chroot: the builder may not mount here: mount tmpfs on ")
        .endsWith("(EPERM)");
    assertThat(chooseWithoutCapabilities(Map.of("KILN_NAMESPACES", "refused: no luck"), "auto"))
        .isEqualTo("ChrootSandbox false chroot: the builder may not mount here: refused: no luck");
    assertThat(
            chooseWithoutCapabilities(Map.of("KILN_NAMESPACES", "refused: no luck"), "namespaces"))
        .startsWith("NamespacesRefusedException the builder may not mount here: refused: no luck;")
        .contains("remedy: ");
  }

  private static String chooseWithoutCapabilities(Map<String, String> env, String mode)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setpriv",
            "--bounding-set=-sys_admin",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Choice.class.getName(),
            mode);
    builder.environment().remove("KILN_NAMESPACES");
    builder.environment().putAll(env);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      process.waitFor();
    }
  }

  /// Prints what is chosen.
  static final class Choice {
    private Choice() {}

    public static void main(String[] args) {
      try {
        SandboxSelection selection =
            Sandboxes.choose(
                SandboxMode.of(args[0]).orElseThrow(), Path.of("/tmp/kiln-not-needed"));
        System.out.println(
            selection.sandbox().getClass().getSimpleName()
                + " "
                + selection.mounts()
                + " "
                + selection.reason());
      } catch (SandboxException e) {
        System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"auto,AUTO", "namespaces,NAMESPACES", "chroot,CHROOT"})
  void modes_are_named_by_their_flag(String flag, SandboxMode mode) {
    assertThat(SandboxMode.of(flag)).contains(mode);
    assertThat(mode.flag()).isEqualTo(flag);
  }

  @Test
  void there_are_no_other_modes() {
    assertThat(SandboxMode.of("none")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1.1.5+ds1", "1.3.0", "2.0.0-rc.1"})
  void a_runtime_is_new_enough(String version) throws Exception {
    RuntimeVersion.check("runc", "runc version " + version + "\nspec: 1.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "runc version 1.0.3, install runc 1.1 or later",
    "runc version 0.1, install runc 1.1 or later",
    "crun version 1.8, is no runc"
  })
  void another_runtime_is_refused(String printed, String message) {
    assertThatThrownBy(() -> RuntimeVersion.check("runc", printed))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining(message);
  }
}
