package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which OCI runtime there is, and whether it is new enough.
final class RuntimeVersion {
  private static final Pattern VERSION = Pattern.compile("runc version (\\d+)\\.(\\d+)\\S*");

  private RuntimeVersion() {}

  /// Where it is.
  ///
  /// @throws SandboxException when there is none that is new enough
  static String require() throws IOException, InterruptedException {
    String program = Program.RUNC.require();
    List<String> lines = new ArrayList<>();
    new StepProcess(List.of(program, "--version"), Process::destroyForcibly)
        .run((channel, line) -> lines.add(line));
    check(program, String.join("\n", lines));
    return program;
  }

  static void check(String program, String printed) throws SandboxException {
    Matcher version = VERSION.matcher(printed);
    if (!version.find()) {
      throw new SandboxException(program + " is no runc: " + printed);
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    if (major < 1 || (major == 1 && minor < 1)) {
      throw new SandboxException(
          program + " is " + version.group() + "; remedy: install runc 1.1 or later");
    }
  }
}
