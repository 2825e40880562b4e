package dev.kiln.engine.sandbox;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A command and all that it finds around it; nothing comes from the builder's own surroundings.
///
/// @param rootfs the directory that becomes the step's root; what is in it is not trusted
/// @param args the program, looked up in the PATH of `env`, and its arguments
/// @param env the whole environment. Give HOME: an OCI runtime adds it where it is missing
/// @param workingDirectory absolute; made when it is missing
/// @param mounts in the order in which they are mounted
/// @param names what stands in /etc/resolv.conf and /etc/hosts meanwhile
public record Step(
    Path rootfs,
    List<String> args,
    Map<String, String> env,
    String workingDirectory,
    Identity user,
    List<StepMount> mounts,
    NetworkMode network,
    String hostname,
    NameFiles names) {
  public Step {
    if (args.isEmpty()) {
      throw new IllegalArgumentException("a step needs a command");
    }
    if (!workingDirectory.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute directory: " + workingDirectory);
    }
    args = List.copyOf(args);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    mounts = List.copyOf(mounts);
  }
}
