package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A root file system in a plain directory, and the layers that it holds.
final class PlainRoot {
  private final Path path;
  private final Directory directory;
  private final List<LayerTree> layers = new ArrayList<>();

  private PlainRoot(Path path, Directory directory) {
    this.path = path;
    this.directory = directory;
  }

  static PlainRoot create(Path path) throws IOException {
    var directory = Directory.open(path);
    directory.setMode(".", 0755);
    return new PlainRoot(path, directory);
  }

  Path path() {
    return path;
  }

  Directory directory() {
    return directory;
  }

  List<LayerTree> layers() {
    return layers;
  }

  void add(LayerTree layer) {
    layers.add(layer);
  }

  void discard() throws IOException {
    try (directory) {
      directory.clear();
    }
  }
}
