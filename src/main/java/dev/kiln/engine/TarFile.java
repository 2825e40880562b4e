package dev.kiln.engine;

import dev.kiln.engine.archive.TarEntry;
import dev.kiln.engine.archive.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/// A tar archive of plain files that is there as a whole or not at all. A device or a pipe, such as
/// `/dev/null`, is written to and not replaced.
final class TarFile implements AutoCloseable {
  private final Path destination;
  private final Path unfinished;
  private final OutputStream file;
  private final TarWriter tar;

  private TarFile(Path destination) throws IOException {
    this.destination = Files.exists(destination) ? destination.toRealPath() : destination;
    if (Files.isDirectory(this.destination)) {
      throw new IOException(destination + " is a directory; the archive needs the name of a file");
    }
    var directory = this.destination.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    this.unfinished =
        Files.exists(this.destination) && !Files.isRegularFile(this.destination)
            ? this.destination
            : Files.createTempFile(directory, ".kiln-", ".tar");
    this.file = Files.newOutputStream(unfinished);
    this.tar = new TarWriter(file);
  }

  static TarFile create(Path destination) throws IOException {
    return new TarFile(destination);
  }

  /// Adds a file, whose content is read to its end.
  void add(String name, long size, InputStream content) throws IOException {
    tar.write(
        new TarEntry(name, TarEntry.Type.REGULAR, 0644, 0, 0, size, 0, 0, "", 0, 0, Map.of()),
        content);
    if (content.read() >= 0) { // only its end tells that a blob is what its digest says
      throw new IOException(name + " is longer than its " + size + " bytes");
    }
  }

  /// Puts the archive where it belongs.
  void finish() throws IOException {
    tar.finish();
    file.close();
    if (!unfinished.equals(destination)) {
      Files.move(unfinished, destination, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (!unfinished.equals(destination)) {
      Files.deleteIfExists(unfinished);
    }
  }

  /// An archive of a directory of files and directories, in the order of their names.
  static void ofDirectory(Path directory, Path destination) throws IOException {
    try (var tar = create(destination);
        var paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        try (var input = Files.newInputStream(path)) {
          tar.add(directory.relativize(path).toString(), Files.size(path), input);
        }
      }
      tar.finish();
    }
  }
}
