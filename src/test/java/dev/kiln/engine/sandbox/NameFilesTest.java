package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameFilesTest {
  @TempDir Path etc;

  @Test
  void the_builders_names_are_kept_and_added_ones_win() throws Exception {
    Files.writeString(etc.resolve("resolv.conf"), "nameserver 192.0.2.1\n");
    Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n192.0.2.7 registry");
    NameFiles names =
        NameFiles.of(
            etc.resolve("resolv.conf"),
            etc.resolve("hosts"),
            "builder",
            Map.of("registry", "192.0.2.9"));
    assertThat(names.resolvConf()).isEqualTo("nameserver 192.0.2.1\n");
    assertThat(names.hosts())
        .isEqualTo(
            """
            192.0.2.9\tregistry
            127.0.0.1 localhost
            192.0.2.7 registry
            127.0.0.1\tbuilder
            """);
  }

  @Test
  void without_them_there_is_still_localhost() throws Exception {
    NameFiles names = NameFiles.of(etc.resolve("none"), etc.resolve("none"), "builder", Map.of());
    assertThat(names.resolvConf()).isEmpty();
    assertThat(names.hosts()).startsWith("127.0.0.1\tlocalhost\n").contains("\tbuilder\n");
  }
}
