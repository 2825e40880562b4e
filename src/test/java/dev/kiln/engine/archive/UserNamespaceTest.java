package dev.kiln.engine.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What unpacking does in a user namespace with a single id, in a JVM of its own since namespaces
/// cannot be entered by one that runs.
class UserNamespaceTest {
  @TempDir Path temp;

  @BeforeAll
  static void needsUserNamespaces() throws Exception {
    assumeTrue(
        new ProcessBuilder("unshare", "--user", "--map-root-user", "true").start().waitFor() == 0,
        "needs user namespaces");
  }

  /// Unpacks the layer in the first argument into the second and prints what happened.
  @SuppressWarnings("SystemOut") // the test reads it
  static void main(String[] args) throws IOException {
    try (InputStream layer = Files.newInputStream(Path.of(args[0]));
        Directory target = Directory.open(Path.of(args[1]))) {
      LayerReader.unpack(
          layer, target, Limits.DEFAULT, line -> System.out.println("left out " + line));
      System.out.println("unpacked");
    } catch (ArchiveException e) {
      System.out.println(e.getMessage());
    }
  }

  private String unpack(Archives archive) throws Exception {
    Path layer = Files.write(temp.resolve("layer.tar"), archive.bytes());
    Files.createDirectory(temp.resolve("tree"));
    List<String> java =
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            UserNamespaceTest.class.getName(),
            layer.toString(),
            temp.resolve("tree").toString());
    Process process = new ProcessBuilder(java).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void anOwnerThatIsNotMappedIsAnErrorWithTheRemedy() throws Exception {
    TarEntry entry =
        new TarEntry("etc/shadow", TarEntry.Type.REGULAR, 0640, 0, 42, 0, 0, 0, "", 0, 0, Map.of());
    assertThat(unpack(Archives.tar().add(entry, new byte[0])))
        .startsWith("archive entry 'etc/shadow': it belongs to 0:42,")
        .contains("newuidmap", "/etc/subuid");
  }

  @Test
  void devicesAreLeftOutAndWhiteoutsAreNot() throws Exception {
    Archives archive =
        Archives.tar()
            .device("null", 1, 3)
            .file(".wh.gone", "")
            .file("d/.wh..wh..opq", "")
            .file("f", "x");
    assertThat(unpack(archive).lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("left out 'null': device"),
            line -> assertThat(line).isEqualTo("unpacked"));
    try (Directory tree = Directory.open(temp.resolve("tree"))) {
      assertThat(tree.names("/")).containsExactly("d", "f", "gone");
      FileStatus gone = Objects.requireNonNull(tree.linkStatus("gone"));
      assertThat(gone.isWhiteout()).isTrue();
      assertThat(tree.attributes("d")).containsOnlyKeys("user.overlay.opaque");
    }
  }
}
