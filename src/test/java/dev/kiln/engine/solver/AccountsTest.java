package dev.kiln.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountsTest {
  @TempDir Path root;

  @BeforeEach
  void anImageWithAccounts() throws IOException {
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(
        root.resolve("etc/passwd"),
        """
        root:x:0:0:root:/root:/bin/sh
        app:x:1001:1002::/home/app:/bin/sh
        """);
    Files.writeString(
        root.resolve("etc/group"),
        """
        root:x:0:
        shadow:x:42:
        audio:x:29:app,other
        app:x:1002:
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "app,       1001, 1002, 29, /home/app",
    "1001,      1001, 1002, 29, /home/app",
    "'',        0,    0,    '', /root",
    // in no group, although groups without members are lists with one empty name
    "1000,      1000, 0,    '', /",
    "1000:1000, 1000, 1000, '', /",
    "app:audio, 1001, 29,   '', /home/app",
  })
  void aUserHasTheGroupsThatNameIt(String text, int uid, int gid, String groups, String home)
      throws Exception {
    try (var directory = Directory.open(root)) {
      assertThat(Accounts.of(directory).identity(text))
          .isEqualTo(new Accounts.Identity(uid, gid, numbers(groups), home));
    }
  }

  @Test
  void aUserThatIsNotThereIsRefused() throws Exception {
    try (var directory = Directory.open(root)) {
      var accounts = Accounts.of(directory);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> accounts.identity("nobody"))
          .hasMessageContaining("no user 'nobody'");
    }
  }

  private static List<Integer> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
  }
}
