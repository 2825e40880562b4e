package dev.kiln.cli;

import dev.kiln.engine.BuildException;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.solver.Progress;

/// What builds: the engine, or a stand-in where only the command line is of interest.
@FunctionalInterface
interface Engine {
  BuildResult build(BuildRequest request, Progress progress)
      throws BuildException, InterruptedException;
}
