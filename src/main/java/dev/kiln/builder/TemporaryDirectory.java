package dev.kiln.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A directory of this process alone, which is removed with all that is in it.
public record TemporaryDirectory(Path path) implements AutoCloseable {

  /// Makes one.
  ///
  /// @param purpose part of its name, for people who find it after a crash
  public static TemporaryDirectory create(String purpose) throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory("kiln-" + purpose + "-"));
  }

  /// Removes it, following no links.
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
