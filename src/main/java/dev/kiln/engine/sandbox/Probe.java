package dev.kiln.engine.sandbox;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tries what the kernel allows this process. Asking for capabilities would not do: seccomp,
/// AppArmor and the owner of the mount namespace have a say as well.
final class Probe {
  private Probe() {}

  /// Why this process may not mount file systems in memory and overlays; empty when it may.
  static String refusal() throws IOException {
    Path place = Files.createTempDirectory("kiln-probe-");
    try {
      Mounts.tmpfs(place, 1 << 20, 0700);
      try {
        overlay(place);
        return "";
      } finally {
        Mounts.unmount(place, true);
      }
    } catch (IOException e) {
      String entering = System.getenv("KILN_NAMESPACES");
      boolean told = entering != null && !entering.equals("entered");
      return told ? entering : String.valueOf(e.getMessage());
    } finally {
      Files.delete(place);
    }
  }

  private static void overlay(Path place) throws IOException {
    Path lower = Files.createDirectory(place.resolve("lower"));
    Path upper = Files.createDirectory(place.resolve("upper"));
    Path work = Files.createDirectory(place.resolve("work"));
    Path merged = Files.createDirectory(place.resolve("merged"));
    try (Directory lowerDirectory = Directory.open(lower);
        Directory upperDirectory = Directory.open(upper);
        Directory workDirectory = Directory.open(work)) {
      Mounts.overlay(List.of(lowerDirectory), upperDirectory, workDirectory, merged);
    }
    Mounts.unmount(merged, true);
  }

  /// Whether `unshare` with these options is allowed.
  static boolean succeeds(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Program.UNSHARE.require()));
    command.addAll(List.of(options));
    command.add("true");
    return new StepProcess(command, Process::destroyForcibly).run((channel, line) -> {}) == 0;
  }
}
