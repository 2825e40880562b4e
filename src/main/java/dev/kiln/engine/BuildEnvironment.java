package dev.kiln.engine;

import dev.kiln.engine.linux.Mounts;
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
  private static final long STATE_SIZE = 64L << 20;

  private final SandboxMode mode;
  private final Path stateDirectory;
  private boolean stateInMemory;
  private @Nullable SandboxSelection selection;
  private @Nullable Snapshotter snapshotter;

  /// @param stateDirectory empty, for what belongs to running steps
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
      var chosen = Sandboxes.choose(mode, stateDirectory);
      if (chosen.mounts()) {
        keepStateInMemory();
      }
      selection = chosen;
    }
    return selection;
  }

  /// An OCI runtime is told a step's environment in a file, and a secret may be in it.
  private void keepStateInMemory() throws SandboxException {
    try {
      Mounts.tmpfs(stateDirectory, STATE_SIZE, 0700);
      stateInMemory = true;
    } catch (IOException e) {
      throw new SandboxException("cannot keep the state of steps in memory: " + e.getMessage(), e);
    }
  }

  /// Which sandbox it is and why.
  synchronized String reason() {
    return selection == null ? "none: no step had to be executed" : selection.reason();
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      if (snapshotter != null) {
        snapshotter.close();
      }
    } finally {
      if (stateInMemory) {
        Mounts.unmount(stateDirectory, true);
      }
    }
  }
}
