package dev.kiln.engine.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The OCI runtime of this machine and how it is started here.
///
/// @param ownProc whether a new /proc can be mounted, and the runtime can have process ids of its
///   own
/// @param hidesControlGroups whether they have to be made read-only for it
record OciRuntime(String program, boolean ownProc, boolean hidesControlGroups) {
  private static final String COVER =
      "mount --rbind \"$0\" " + ControlGroups.ROOT + " && exec \"$@\"";

  /// Finds it and tries what the kernel allows.
  static OciRuntime find() throws IOException, InterruptedException {
    String program = RuntimeVersion.require();
    boolean ownProc = Probe.succeeds("--pid", "--fork", "--kill-child", "--mount-proc");
    return new OciRuntime(program, ownProc, ControlGroups.areWritable());
  }

  /// The command that runs a bundle, and dies with the builder.
  List<String> command(Bundle bundle) throws IOException {
    List<String> command = new ArrayList<>(Lifeline.untilBuilderEnds("KILL"));
    if (ownProc) {
      command.addAll(
          List.of(Program.UNSHARE.require(), "--pid", "--fork", "--kill-child", "--mount-proc"));
    } else if (hidesControlGroups) {
      command.addAll(List.of(Program.UNSHARE.require(), "--mount"));
    }
    if (hidesControlGroups) {
      String readOnly = bundle.stage(ControlGroups.ROOT, true).toString();
      command.addAll(List.of(Program.SH.require(), "-c", COVER, readOnly));
    }
    command.addAll(
        List.of(
            program,
            "--rootless=true",
            "--root",
            bundle.state().toString(),
            "--log",
            bundle.log().toString(),
            "--log-format",
            "json",
            "run",
            "--bundle",
            bundle.directory().toString(),
            bundle.id()));
    return command;
  }
}
