package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/// The directory from which an OCI runtime runs one step: its configuration, its state, and what is
/// bound into the step. Closing it takes the mounts away and removes it.
final class Bundle implements AutoCloseable {
  private final Path directory;
  private final Deque<Path> staged = new ArrayDeque<>();

  private Bundle(Path directory) {
    this.directory = directory;
  }

  static Bundle create(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new Bundle(Files.createTempDirectory(parent, "step-"));
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

  /// Lets a mount's source appear at a path that the runtime, another process, can name. What it is
  /// gets decided here and now, so that a descriptor can be the source.
  Path stage(StepMount.Bind bind) throws IOException {
    Path place = directory.resolve("mount-" + staged.size());
    if (Files.isDirectory(bind.source())) {
      Files.createDirectory(place);
    } else {
      Files.createFile(place);
    }
    if (bind.readOnly()) {
      Mounts.bindReadOnly(bind.source(), place);
    } else {
      Mounts.bind(bind.source(), place);
    }
    staged.push(place);
    return place;
  }

  @Override
  public void close() throws IOException {
    while (!staged.isEmpty()) {
      Mounts.unmount(staged.pop(), true);
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
