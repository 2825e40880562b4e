package dev.kiln.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {
  @TempDir Path temp;
  Path outside;
  Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "host");
    root = Files.createDirectory(temp.resolve("root"));
    Files.createDirectories(root.resolve("run/lock"));
    Files.createDirectories(root.resolve("var"));
    Files.writeString(root.resolve("run/pid"), "1");
    Files.writeString(root.resolve("secret"), "image");
    link("/run", "var/run");
    link("../../../../../..", "up");
    link("/", "slash");
    link(outside.toString(), "escape");
    link("var/run", "chain");
    link("loop", "loop");
    link("nothing/here", "dangling");
  }

  private void link(String target, String name) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  private Directory open(String resolver) throws IOException {
    return Directory.open(
        root, resolver.equals("kernel") ? new KernelResolver() : new WalkingResolver());
  }

  private static String text(Directory directory, String path) throws IOException {
    try (FileInput in = directory.read(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/secret, image",
    "../secret, image",
    "var/../../../secret, image",
    "up/secret, image",
    "slash/secret, image",
    "up/slash/up/secret, image",
    "var/run/pid, 1",
    "chain/pid, 1",
    "chain/../secret, image",
    "//var//run/./pid, 1",
  })
  void everyPathStaysInside(String path, String content) throws IOException {
    for (String resolver : List.of("kernel", "walk")) {
      try (Directory directory = open(resolver)) {
        assertThat(text(directory, path)).as(resolver).isEqualTo(content);
        assertThat(directory.status(path)).as(resolver).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"escape/secret", "missing", "dangling", "secret/x", "var/missing/y"})
  void whatIsNotInsideDoesNotExist(String path) throws IOException {
    for (String resolver : List.of("kernel", "walk")) {
      try (Directory directory = open(resolver)) {
        assertThat(directory.status(path)).as(resolver).isNull();
        assertThatThrownBy(() -> directory.read(path))
            .as(resolver)
            .isInstanceOfSatisfying(
                SystemCallException.class, e -> assertThat(e.isNotFound()).isTrue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "walk"})
  void loopsOfLinksEnd(String resolver) throws IOException {
    try (Directory directory = open(resolver)) {
      assertThatThrownBy(() -> directory.read("loop")).hasMessageContaining("ELOOP");
      assertThatThrownBy(() -> directory.resolve("loop")).hasMessageContaining("ELOOP");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "walk"})
  void magicLinksOfProcLeadNowhere(String resolver) throws IOException {
    Resolver walk = resolver.equals("kernel") ? new KernelResolver() : new WalkingResolver();
    try (Directory held = Directory.open(outside);
        Directory proc = Directory.open(Path.of("/proc"), walk)) {
      String path = ProcessHandle.current().pid() + "/fd/" + held.fd() + "/secret";
      assertThatThrownBy(() -> proc.read(path)).isInstanceOf(SystemCallException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chain/x/y, /run/x/y",
    "var/run/../a, /a",
    "escape/new, OUTSIDE/new",
    "dangling/z, /nothing/here/z",
    "../.., /",
    "missing/../b, /b",
  })
  void resolvesToACanonicalPathAndKeepsWhatIsMissing(String path, String expected)
      throws IOException {
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.resolve(path))
          .isEqualTo(expected.replace("OUTSIDE", outside.toString()));
    }
  }

  @Test
  void directoriesAreMadeWhereLinksLeadInside() throws IOException {
    try (Directory directory = Directory.open(root)) {
      assertThat(directory.makeDirectories("var/run/a/b", 0750))
          .containsExactly("/run/a", "/run/a/b");
      assertThat(directory.makeDirectories("dangling/c", 0755))
          .containsExactly("/nothing", "/nothing/here", "/nothing/here/c");
      assertThat(directory.makeDirectories("escape", 0755)).isNotEmpty();
      assertThat(directory.makeDirectories("run", 0755)).isEmpty();
      assertThat(status(directory, "run/a").mode()).isEqualTo(0750);
      assertThatThrownBy(() -> directory.makeDirectories("secret/x", 0755))
          .hasMessage("make directories secret/x: Not a directory (ENOTDIR)");
    }
    assertThat(outside.toFile().list()).containsExactly("secret");
  }

  @Test
  void createNeverWritesThroughALink() throws IOException {
    link(outside + "/new", "trap");
    try (Directory directory = Directory.open(root)) {
      assertThatThrownBy(() -> directory.create("trap", 0644))
          .isInstanceOfSatisfying(
              SystemCallException.class, e -> assertThat(e.isExists()).isTrue());
    }
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void createdThingsHaveExactlyTheirModes() throws IOException {
    try (Directory directory = Directory.open(root)) {
      try (FileOutput out = directory.create("file", 04777)) {
        out.write("content".getBytes(StandardCharsets.UTF_8));
        out.setTimes(-5, 7);
      }
      directory.makeDirectory("dir", 03777);
      directory.makeNode("fifo", FileType.FIFO, 0666, 0, 0);
      assertThat(status(directory, "file").mode()).isEqualTo(04777);
      assertThat(status(directory, "file").size()).isEqualTo(7);
      assertThat(status(directory, "file").mtimeSeconds()).isEqualTo(-5);
      assertThat(status(directory, "file").mtimeNanos()).isEqualTo(7);
      assertThat(status(directory, "dir").mode()).isEqualTo(03777);
      assertThat(status(directory, "fifo").mode()).isEqualTo(0666);
      assertThat(status(directory, "fifo").type()).isEqualTo(FileType.FIFO);
    }
  }

  @Test
  void readingRefusesWhatIsNoFileWithoutWaiting() throws IOException {
    try (Directory directory = Directory.open(root)) {
      directory.makeNode("fifo", FileType.FIFO, 0666, 0, 0);
      assertThatThrownBy(() -> directory.read("fifo")).hasMessage("read fifo: not a regular file");
      assertThatThrownBy(() -> directory.read("run")).hasMessageContaining("EISDIR");
    }
  }

  @Test
  void metadataOfALinkIsItsOwn() throws IOException {
    try (Directory directory = Directory.open(root)) {
      directory.symlink("secret", "link");
      directory.setTimes("link", 10, 0);
      assertThat(status(directory, "link").mtimeSeconds()).isEqualTo(10);
      assertThat(status(directory, "secret").mtimeSeconds()).isNotEqualTo(10);
      assertThat(directory.readLink("link")).isEqualTo("secret");
      assertThatThrownBy(() -> directory.setMode("link", 0600)).isInstanceOf(IOException.class);
      assertThat(status(directory, "secret").mode()).isEqualTo(0644);
      directory.link("link", "second");
      assertThat(directory.readLink("second")).isEqualTo("secret");
      assertThat(status(directory, "second").links()).isEqualTo(2);
    }
  }

  @Test
  void attributesKeepTheirBytesAndAreNotFollowed() throws IOException {
    byte[] value = {0, 1, (byte) 0xFF, (byte) 0xC3, 0};
    try (Directory directory = Directory.open(root)) {
      directory.setAttribute("secret", "user.a", value);
      directory.setAttribute("/", "user.root", new byte[0]);
      assertThat(directory.attributes("secret")).containsOnlyKeys("user.a");
      assertThat(directory.attribute("secret", "user.a")).isEqualTo(value);
      assertThat(directory.attribute("secret", "user.b")).isNull();
      assertThat(directory.attributes("/")).containsOnlyKeys("user.root");
      directory.symlink("secret", "link");
      assertThat(directory.attributes("link")).isEmpty();
      directory.removeAttribute("secret", "user.a");
      directory.removeAttribute("secret", "user.a");
      assertThat(directory.attributes("secret")).isEmpty();
    }
  }

  @Test
  void ownersAndDevicesAreSetWhereTheProcessMay() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to change owners");
    try (Directory directory = Directory.open(root)) {
      directory.symlink("secret", "link");
      directory.setOwner("link", 12, 34);
      assertThat(status(directory, "link").uid()).isEqualTo(12);
      assertThat(status(directory, "link").gid()).isEqualTo(34);
      assertThat(status(directory, "secret").uid()).isZero();
      directory.makeNode("gone", FileType.CHAR_DEVICE, 0, 0, 0);
      assertThat(status(directory, "gone").isWhiteout()).isTrue();
      assertThat(directory.makeDirectories("x/y", 0755, 5, 6)).hasSize(2);
      assertThat(status(directory, "x").uid()).isEqualTo(5);
    }
  }

  @Test
  void largeDeviceNumbersSurvive() throws IOException {
    assumeTrue(IdMap.ofUids().isInitial(), "needs the initial user namespace to make devices");
    try (Directory directory = Directory.open(root)) {
      directory.makeNode("big", FileType.BLOCK_DEVICE, 0600, 3000, 700_000);
      assertThat(status(directory, "big").rdevMajor()).isEqualTo(3000);
      assertThat(status(directory, "big").rdevMinor()).isEqualTo(700_000);
    }
  }

  @Test
  void treesAreRemovedWithoutFollowingAndHoweverDeep() throws IOException {
    try (Directory directory = Directory.open(root)) {
      directory.makeDirectory("deep", 0755);
      Directory at = directory.enter("deep");
      for (int i = 0; i < 400; i++) {
        at.makeDirectory("d", 0755);
        at.symlink(outside.toString(), "out");
        Directory next = at.enter("d");
        at.close();
        at = next;
      }
      at.close();
      directory.removeTree("deep");
      directory.removeTree("deep");
      directory.removeTree("escape");
      assertThat(directory.names("/"))
          .containsExactly("chain", "dangling", "loop", "run", "secret", "slash", "up", "var");
      directory.clear();
      assertThat(directory.names("/")).isEmpty();
      assertThatThrownBy(() -> directory.removeTree("x/..")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> directory.removeTree("/")).hasMessageContaining("EBUSY");
    }
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void namesAreAnyBytesInOrderOfTheirBytes() throws IOException {
    List<String> names =
        List.of("a", "a\uDCFF\uDC80", "b\n", "é", "\uDCC3", "\uFFFD", "🙂", "\uDCFE");
    try (Directory directory = Directory.open(root)) {
      directory.makeDirectory("names", 0755);
      for (String name : names) {
        directory.create("names/" + name, 0644).close();
      }
      List<String> sorted = names.stream().sorted(FileNames.BY_BYTES).toList();
      assertThat(directory.names("names")).isEqualTo(sorted);
      for (String name : names) {
        assertThat(directory.linkStatus("names/" + name)).isNotNull();
      }
    }
  }

  @Test
  void namesThatNoCallCanTakeAreRefused() throws IOException {
    try (Directory directory = Directory.open(root)) {
      assertThatThrownBy(() -> directory.create("a\0b", 0644)).hasMessageContaining("EINVAL");
      assertThatThrownBy(() -> directory.makeDirectory("x".repeat(5000), 0755))
          .hasMessageContaining("ENAMETOOLONG");
      assertThatThrownBy(() -> directory.makeDirectory("x".repeat(256), 0755))
          .hasMessageContaining("ENAMETOOLONG");
    }
  }

  @Test
  void enteringDoesNotFollowAndASubDirectoryIsARootOfItsOwn() throws IOException {
    try (Directory directory = Directory.open(root);
        Directory run = directory.openDirectory("chain")) {
      assertThat(run.names("..")).containsExactly("lock", "pid");
      assertThat(run.status("/secret")).isNull();
      assertThatThrownBy(() -> directory.enter("chain")).hasMessageContaining("ENOTDIR");
    }
  }

  @Test
  void renamingHasOneWinner() throws IOException {
    try (Directory directory = Directory.open(root);
        Directory var = directory.openDirectory("var")) {
      directory.makeDirectory("one", 0755);
      directory.makeDirectory("two", 0755);
      assertThat(directory.renameNoReplace("one", var, "result")).isTrue();
      assertThat(directory.renameNoReplace("two", var, "result")).isFalse();
      directory.rename("two", "three");
      assertThat(directory.linkStatus("three")).isNotNull();
      assertThat(directory.linkStatus("two")).isNull();
    }
  }

  @Test
  void copiesKeepContentAndHoles() throws IOException {
    try (Directory directory = Directory.open(root)) {
      long size = 1L << 33;
      try (FileOutput out = directory.create("sparse", 0644)) {
        out.write("start".getBytes(StandardCharsets.UTF_8));
        out.setSize(size);
      }
      try (FileInput in = directory.read("sparse");
          FileOutput out = directory.create("copy", 0644)) {
        out.copyFrom(in);
      }
      assertThat(status(directory, "copy").size()).isEqualTo(size);
      try (FileInput in = directory.read("copy")) {
        assertThat(in.readNBytes(8))
            .startsWith("start".getBytes(StandardCharsets.UTF_8))
            .endsWith(0);
      }
      assertThat(kilobytesOnDisk("copy")).isLessThan(1000);
    }
  }

  private long kilobytesOnDisk(String name) throws IOException {
    Process du = new ProcessBuilder("du", "-k", root.resolve(name).toString()).start();
    String output = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Long.parseLong(output.substring(0, output.indexOf('\t')));
  }

  @Test
  void aPinOutlivesItsName() throws IOException {
    try (Directory directory = Directory.open(root);
        Pin pin = directory.pin("chain/pid")) {
      directory.rename("run/pid", "moved");
      directory.symlink(outside.resolve("secret").toString(), "run/pid");
      assertThat(Files.readString(pin.procPath())).isEqualTo("1");
      assertThat(pin.status().isRegular()).isTrue();
    }
  }

  private static FileStatus status(Directory directory, String path) throws IOException {
    return Objects.requireNonNull(directory.linkStatus(path), path);
  }
}
