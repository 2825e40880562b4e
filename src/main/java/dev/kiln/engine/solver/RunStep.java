package dev.kiln.engine.solver;

import dev.kiln.engine.cache.Scratch;
import dev.kiln.engine.dockerfile.Run;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.sandbox.Identity;
import dev.kiln.engine.sandbox.NameFiles;
import dev.kiln.engine.sandbox.NetworkMode;
import dev.kiln.engine.sandbox.OutputSink;
import dev.kiln.engine.sandbox.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Executes RUN.
final class RunStep {
  private static final String HOSTNAME = "kiln";

  private final StepEnvironment environment;
  private final StepMounts mounts;

  RunStep(StepEnvironment environment, StepMounts mounts) {
    this.environment = environment;
    this.mounts = mounts;
  }

  /// Runs the op's command in the root file system.
  ///
  /// @param tail collects the last lines of its output
  /// @return the command's exit code
  int execute(
      Op.Run op, Path path, Directory root, Scratch scratch, Reporter.Task task, LogTail tail)
      throws IOException, StepProblem, InterruptedException {
    var identity = Accounts.of(root).identity(op.user());
    try (var prepared = mounts.prepare(op, root, scratch)) {
      var variables = variables(op, identity.home());
      variables.putAll(prepared.variables());
      var step =
          new Step(
              path,
              op.args(),
              variables,
              op.workingDirectory(),
              new Identity(identity.uid(), identity.gid(), identity.groups()),
              prepared.mounts(),
              network(op.network()),
              HOSTNAME,
              NameFiles.ofBuilder(HOSTNAME, Map.of()));
      return environment
          .sandbox()
          .run(
              step,
              (channel, line) -> {
                tail.add(line);
                task.output(stream(channel), line);
              });
    }
  }

  private static Map<String, String> variables(Op.Run op, String home) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("HOME", home);
    for (String variable : op.environment()) {
      int equals = variable.indexOf('=');
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    variables.putAll(op.proxies());
    return variables;
  }

  private static NetworkMode network(Run.Network network) {
    return switch (network) {
      case DEFAULT -> NetworkMode.DEFAULT;
      case NONE -> NetworkMode.NONE;
      case HOST -> NetworkMode.HOST;
    };
  }

  private static ProgressEvent.Stream stream(OutputSink.Channel channel) {
    return switch (channel) {
      case OUT -> ProgressEvent.Stream.STDOUT;
      case ERR -> ProgressEvent.Stream.STDERR;
    };
  }
}
