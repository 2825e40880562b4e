package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The directory from which an OCI runtime runs one step: its configuration, its state, and what is
/// bound into the step. It lies in memory, since the environment in it may hold secrets.
final class Bundle implements AutoCloseable {
  private static final long SIZE = 64 << 20;

  private final Path directory;
  private int staged;

  private Bundle(Path directory) {
    this.directory = directory;
  }

  static Bundle create(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path directory = Files.createTempDirectory(parent, "step-");
    try {
      Mounts.tmpfs(directory, SIZE, 0700);
    } catch (IOException e) {
      Files.delete(directory);
      throw e;
    }
    return new Bundle(directory);
  }

  Path directory() {
    return directory;
  }

  /// A unique name for the container.
  String id() {
    return "kiln-" + directory.getFileName();
  }

  Path state() {
    return directory.resolve("state");
  }

  Path log() {
    return directory.resolve("log");
  }

  void configure(RuntimeSpec spec) throws IOException {
    Files.write(directory.resolve("config.json"), spec.json());
  }

  /// Writes a file for the step, to be bound into it.
  Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }

  /// Lets something of the builder appear at a path that the runtime, another process, can name.
  /// What the source is gets decided here and now, so that a descriptor can be it.
  Path stage(Path source, boolean readOnly) throws IOException {
    Path place = directory.resolve("mount-" + staged++);
    if (Files.isDirectory(source)) {
      Files.createDirectory(place);
    } else {
      Files.createFile(place);
    }
    if (readOnly) {
      Mounts.bindReadOnly(source, place);
    } else {
      Mounts.bind(source, place);
    }
    return place;
  }

  /// Takes the mount away and with it all that lies on it.
  @Override
  public void close() throws IOException {
    Mounts.unmount(directory, true);
    Files.delete(directory);
  }
}
