package dev.kiln.cli.progress;

import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.solver.Progress;

/// Shows a build to its user: first notes, then events, then exactly one of the ends.
public sealed interface Display extends Progress
    permits TerminalDisplay, PlainDisplay, JsonDisplay, QuietDisplay {

  /// Something about the command line or the manifest that the user should know.
  void note(String message);

  void built(BuildResult result);

  void failed(Failure failure);

  /// Nothing could be built from what was given.
  ///
  /// @param reason the cause as one word
  void refused(String reason, String message);

  /// The user, or the system, ended the build.
  void canceled();
}
