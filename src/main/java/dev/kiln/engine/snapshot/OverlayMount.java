package dev.kiln.engine.snapshot;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.file.Path;

/// A mounted overlay; closing it unmounts it, once.
final class OverlayMount implements AutoCloseable {
  private final Path target;
  private final Directory root;
  private boolean mounted = true;

  OverlayMount(Path target, Directory root) {
    this.target = target;
    this.root = root;
  }

  Path target() {
    return target;
  }

  Directory root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    if (mounted) {
      mounted = false;
      root.close();
      Mounts.unmount(target, true);
    }
  }
}
