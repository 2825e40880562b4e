package dev.kiln.engine;

import dev.kiln.engine.sandbox.Sandbox;
import dev.kiln.engine.sandbox.SandboxException;
import dev.kiln.engine.sandbox.SandboxMode;
import dev.kiln.engine.sandbox.SandboxSelection;
import dev.kiln.engine.sandbox.Sandboxes;
import dev.kiln.engine.snapshot.DirectorySnapshotter;
import dev.kiln.engine.snapshot.OverlaySnapshotter;
import dev.kiln.engine.snapshot.Snapshotter;
import dev.kiln.engine.solver.StepEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Chooses a build's sandbox, and the snapshotter that goes with it, when the first step needs it.
final class BuildEnvironment implements StepEnvironment, AutoCloseable {
  private final SandboxMode mode;
  private final Path stateDirectory;
  private @Nullable SandboxSelection selection;
  private @Nullable Snapshotter snapshotter;

  BuildEnvironment(BuildRequest.Isolation isolation, Path stateDirectory) {
    this.mode =
        switch (isolation) {
          case AUTO -> SandboxMode.AUTO;
          case NAMESPACES -> SandboxMode.NAMESPACES;
          case CHROOT -> SandboxMode.CHROOT;
        };
    this.stateDirectory = stateDirectory;
  }

  @Override
  public Sandbox sandbox() throws SandboxException, InterruptedException {
    return select().sandbox();
  }

  @Override
  public synchronized Snapshotter snapshotter() throws SandboxException, InterruptedException {
    if (snapshotter == null) {
      snapshotter = select().mounts() ? new OverlaySnapshotter() : new DirectorySnapshotter();
    }
    return snapshotter;
  }

  private synchronized SandboxSelection select() throws SandboxException, InterruptedException {
    if (selection == null) {
      selection = Sandboxes.choose(mode, stateDirectory);
    }
    return selection;
  }

  /// Which sandbox it is and why.
  synchronized String reason() {
    return selection == null ? "none: no step had to be executed" : selection.reason();
  }

  @Override
  public synchronized void close() throws IOException {
    if (snapshotter != null) {
      snapshotter.close();
    }
  }
}
