package dev.kiln.engine.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A program of the machine that the sandbox is made with, and Debian's package of it.
enum Program {
  RUNC("runc", "runc"),
  SETPRIV("setpriv", "util-linux"),
  UNSHARE("unshare", "util-linux"),
  NSENTER("nsenter", "util-linux"),
  SETSID("setsid", "util-linux"),
  ENV("env", "coreutils"),
  SH("sh", "dash");

  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final String command;
  private final String debianPackage;

  Program(String command, String debianPackage) {
    this.command = command;
    this.debianPackage = debianPackage;
  }

  /// Where it is: `KILN_RUNC` says it of runc, for the rest and without it the PATH does.
  Optional<Path> find() {
    String told = this == RUNC ? System.getenv("KILN_RUNC") : null;
    if (told != null && !told.isEmpty()) {
      return Optional.of(Path.of(told));
    }
    String path = System.getenv("PATH");
    for (String directory : ((path == null ? "" : path + ":") + PATH).split(":", -1)) {
      Path program = Path.of(directory, command);
      if (program.isAbsolute() && Files.isExecutable(program) && !Files.isDirectory(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  /// Where it is, as text for a command line.
  String require() throws SandboxException {
    return find()
        .orElseThrow(() ->
            new SandboxException(
                "RUN needs the program "
                    + command
                    + ", which is not installed; remedy: apt-get install "
                    + debianPackage))
        .toString();
  }
}
