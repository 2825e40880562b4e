package dev.kiln.builder;

import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A temporary directory for the files of a source that is no directory itself: a ConfigMap's keys,
/// or files of the manifest. They carry no times, so all get one that never changes.
final class ContextFiles implements AutoCloseable {
  private static final FileTime TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

  private final TemporaryDirectory temporary = TemporaryDirectory.create("context");
  private final Path directory = temporary.path();

  ContextFiles() throws IOException {}

  Path directory() {
    return directory;
  }

  void write(List<Source.File> files) throws InputException, IOException {
    for (Source.File file : files) {
      add(file.path(), file.content().getBytes(StandardCharsets.UTF_8));
    }
    finish();
  }

  /// @param items which keys become which files; every key under its own name if empty
  void copy(String configMap, List<Path> keys, List<Source.Item> items)
      throws InputException, IOException {
    Map<String, Path> files = new HashMap<>();
    keys.forEach(key -> files.put(key.getFileName().toString(), key));
    List<Source.Item> wanted =
        items.isEmpty()
            ? files.keySet().stream().sorted().map(key -> new Source.Item(key, key)).toList()
            : items;
    for (Source.Item item : wanted) {
      Path key = files.get(item.key());
      if (key == null) {
        throw new InputException(
            Reason.ConfigMapNotFound,
            "config map %s has no key %s (it has: %s)"
                .formatted(
                    configMap,
                    item.key(),
                    String.join(", ", files.keySet().stream().sorted().toList())));
      }
      add(item.path(), Files.readAllBytes(key));
    }
    finish();
  }

  private void add(String path, byte[] content) throws InputException, IOException {
    try {
      Path file = directory.resolve(path).normalize();
      if (!file.startsWith(directory) || file.equals(directory)) {
        throw invalid(path, "is no path inside the source");
      }
      Files.createDirectories(file.getParent());
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw invalid(path, "is there twice, or is both a file and a directory");
    } catch (InvalidPathException e) {
      throw invalid(path, "is no path");
    }
  }

  /// Sets modes and times that depend on nothing of this machine.
  private void finish() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      // files before their directory, whose time they would change
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        String mode = Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(path, TIME);
      }
    }
  }

  private static InputException invalid(String path, String cause) {
    return new InputException(Reason.InvalidSpec, "spec.source: '%s' %s".formatted(path, cause));
  }

  @Override
  public void close() {
    temporary.close();
  }
}
