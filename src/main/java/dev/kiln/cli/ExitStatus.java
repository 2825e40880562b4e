package dev.kiln.cli;

import dev.kiln.engine.BuildException.Blame;

/// What a command's exit status says, so that a script or the operator can tell whose fault it was.
enum ExitStatus {
  BUILT(0),
  /// The Dockerfile, the context or a command of a step failed: the same build fails again.
  BUILD_FAILED(1),
  /// The command line or the manifest is wrong.
  WRONG_USAGE(2),
  /// A registry, the network, credentials or the disk failed: trying again may help.
  ENVIRONMENT_FAILED(3),
  /// This host refuses the namespaces that the sandbox needs.
  SANDBOX_REFUSED(4),
  INTERRUPTED(130);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitStatus of(Blame blame) {
    return switch (blame) {
      case BUILD -> BUILD_FAILED;
      case ENVIRONMENT -> ENVIRONMENT_FAILED;
      case SANDBOX -> SANDBOX_REFUSED;
    };
  }
}
