package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import java.io.IOException;

/// A read-only overlay.
record OverlayView(OverlayMount mount) implements View {
  @Override
  public Directory root() {
    return mount.root();
  }

  @Override
  public void close() throws IOException {
    mount.close();
  }
}
