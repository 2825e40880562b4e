package dev.kiln.engine.solver;

import dev.kiln.engine.sandbox.Sandbox;
import dev.kiln.engine.sandbox.SandboxException;
import dev.kiln.engine.snapshot.Snapshotter;

/// What this machine or pod lets steps do. Finding out takes time, so it is asked for only when a
/// step has to be executed.
public interface StepEnvironment {
  Sandbox sandbox() throws SandboxException, InterruptedException;

  Snapshotter snapshotter() throws SandboxException, InterruptedException;
}
