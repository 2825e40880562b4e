package dev.kiln.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Tables of the reference implementations, which lie beside the project and not in it. */
public final class ConformanceTables {
  private ConformanceTables() {}

  /** A file or folder of the tables; without the tables the calling test is skipped. */
  public static Path path(String name) {
    var shared = System.getenv().getOrDefault("KILN_TEST_SHARED", "../shared");
    var path = Path.of(shared, "conformance", name);
    assumeTrue(
        Files.exists(path),
        "no conformance tables at " + path.toAbsolutePath() + "; set KILN_TEST_SHARED");
    return path;
  }

  public static List<Path> folders(String name) {
    try (Stream<Path> folders = Files.list(path(name))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
