package dev.kiln.engine.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A root file system with a static busybox, and steps to run in it.
final class StepRoot {
  static final Map<String, String> ENV = Map.of("PATH", "/bin", "HOME", "/root");
  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
  private static final List<String> COMMANDS =
      List.of(
          "sh",
          "id",
          "ls",
          "cat",
          "env",
          "sleep",
          "echo",
          "mkdir",
          "rm",
          "touch",
          "grep",
          "hostname",
          "head",
          "tr",
          "kill",
          "setsid",
          "stat",
          "pwd",
          "ln",
          "mv",
          "ps",
          "nslookup");

  final Path path;
  final List<String> out = new ArrayList<>();
  final List<String> err = new ArrayList<>();

  StepRoot(Path path) throws IOException {
    assumeTrue(Files.exists(BUSYBOX), "apt-get install busybox-static");
    assumeTrue("root".equals(System.getProperty("user.name")), "run as root");
    this.path = Files.createDirectories(path);
    Files.createDirectory(path.resolve("bin"));
    Files.copy(BUSYBOX, path.resolve("bin/busybox"));
    for (String command : COMMANDS) {
      Files.createSymbolicLink(path.resolve("bin").resolve(command), Path.of("busybox"));
    }
  }

  Step step(String script) {
    return step(List.of("/bin/sh", "-c", script));
  }

  Step step(List<String> args) {
    return step(args, ENV, "/", Identity.ROOT, List.of(), NetworkMode.DEFAULT);
  }

  Step step(String script, Identity user) {
    return step(List.of("/bin/sh", "-c", script), ENV, "/", user, List.of(), NetworkMode.DEFAULT);
  }

  Step step(String script, StepMount... mounts) {
    return step(
        List.of("/bin/sh", "-c", script),
        ENV,
        "/",
        Identity.ROOT,
        List.of(mounts),
        NetworkMode.DEFAULT);
  }

  Step step(
      List<String> args,
      Map<String, String> env,
      String directory,
      Identity user,
      List<StepMount> mounts,
      NetworkMode network) {
    return new Step(
        path,
        args,
        env,
        directory,
        user,
        mounts,
        network,
        "builder",
        new NameFiles("nameserver 192.0.2.1\n", "192.0.2.2\tpeer\n"));
  }

  OutputSink sink() {
    return (channel, line) -> (channel == OutputSink.Channel.OUT ? out : err).add(line);
  }

  /// Every path with its type, mode, size and modification time.
  Map<String, String> snapshot() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path file : walk.toList()) {
        Map<String, Object> status =
            Files.readAttributes(
                file, "unix:mode,uid,gid,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        found.put(path.relativize(file).toString(), new TreeMap<>(status).toString());
      }
    }
    return found;
  }

  /// Sets every time back, so that a change cannot hide in the clock's grain.
  void age() throws IOException {
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        if (!Files.isSymbolicLink(file)) {
          Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_123L));
        }
      }
    }
  }

  /// Whether anyone on this machine runs `sleep` for that long.
  static boolean sleeps(String seconds) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> commandOf(process).equals("sleep\0" + seconds + "\0"));
  }

  private static String commandOf(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
