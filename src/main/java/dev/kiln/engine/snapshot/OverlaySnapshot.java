package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;
import java.nio.file.Path;

/// An overlay whose upper directory collects the changes.
record OverlaySnapshot(OverlayMount mount, Path upper) implements Snapshot {
  @Override
  public Path path() {
    return mount.target();
  }

  @Override
  public Directory root() {
    return mount.root();
  }

  @Override
  public Path changes() throws IOException {
    mount.close();
    return upper;
  }

  @Override
  public void sealed(LayerTree layer) {
    // The next step mounts the layer from where it now lies.
  }

  @Override
  public void close() throws IOException {
    mount.close();
  }
}
