package dev.kiln.engine.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `config.json` of an OCI runtime for one step (OCI runtime specification 1.0).
///
/// @param groups the supplementary groups that can be set here
/// @param mounts what is mounted after /proc, /dev and /sys, at targets without links
/// @param ownProc whether a new /proc can be mounted; else the builder's is shown, in which the
///   step finds itself, but its process ids mean nothing
/// @param terminalGroup whether the group of terminals, 5, exists here
record RuntimeSpec(
    Step step,
    Path rootfs,
    List<Integer> groups,
    List<StepMount> mounts,
    boolean ownProc,
    boolean terminalGroup,
    long openFiles) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What docker grants.
  static final List<String> CAPABILITIES =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FSETID",
          "FOWNER",
          "MKNOD",
          "NET_RAW",
          "SETGID",
          "SETUID",
          "SETFCAP",
          "SETPCAP",
          "NET_BIND_SERVICE",
          "SYS_CHROOT",
          "KILL",
          "AUDIT_WRITE");

  private static final List<String> MASKED =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");
  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  byte[] json() throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("ociVersion", "1.0.2");
    config.put("process", process());
    config.put("root", Map.of("path", rootfs.toString(), "readonly", false));
    config.put("hostname", step.hostname());
    config.put("mounts", allMounts());
    config.put(
        "linux",
        Map.of("namespaces", namespaces(), "maskedPaths", MASKED, "readonlyPaths", READ_ONLY));
    return JSON.writeValueAsBytes(config);
  }

  private Map<String, Object> process() {
    List<String> capabilities = CAPABILITIES.stream().map(name -> "CAP_" + name).toList();
    Map<String, Object> process = new LinkedHashMap<>();
    process.put("terminal", false);
    process.put(
        "user",
        Map.of(
            "umask", 022,
            "uid", Integer.toUnsignedLong(step.user().uid()),
            "gid", Integer.toUnsignedLong(step.user().gid()),
            "additionalGids", groups.stream().map(Integer::toUnsignedLong).toList()));
    process.put("args", step.args());
    process.put(
        "env", step.env().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    process.put("cwd", step.workingDirectory());
    process.put(
        "capabilities",
        Map.of("bounding", capabilities, "permitted", capabilities, "effective", capabilities));
    process.put(
        "rlimits", List.of(Map.of("type", "RLIMIT_NOFILE", "soft", openFiles, "hard", openFiles)));
    process.put("noNewPrivileges", false);
    return process;
  }

  private List<Map<String, String>> namespaces() {
    List<String> types = new ArrayList<>(List.of("pid", "mount", "ipc", "uts"));
    if (step.network() == NetworkMode.NONE) {
      types.add("network");
    }
    return types.stream().map(type -> Map.of("type", type)).toList();
  }

  private List<Map<String, Object>> allMounts() {
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(
        ownProc
            ? mount("proc", "proc", "/proc", "nosuid", "nodev", "noexec")
            : mount("bind", "/proc", "/proc", "rbind"));
    mounts.add(mount("tmpfs", "tmpfs", "/dev", "nosuid", "strictatime", "mode=755", "size=65536k"));
    List<String> terminals =
        new ArrayList<>(List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
    if (terminalGroup) {
      terminals.add("gid=5");
    }
    mounts.add(mount("devpts", "devpts", "/dev/pts", terminals.toArray(String[]::new)));
    mounts.add(
        mount("tmpfs", "shm", "/dev/shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"));
    mounts.add(mount("bind", "/sys", "/sys", "rbind", "rro", "nosuid", "nodev", "noexec"));
    this.mounts.forEach(mount -> mounts.add(mount(mount)));
    return mounts;
  }

  private static Map<String, Object> mount(StepMount mount) {
    return switch (mount) {
      // whether it is read-only was decided where it was staged
      case StepMount.Bind bind -> mount("bind", bind.source().toString(), bind.target(), "rbind");
      case StepMount.Tmpfs tmpfs -> {
        List<String> options = new ArrayList<>(List.of("nosuid", "nodev", "mode=1777"));
        if (tmpfs.size() > 0) {
          options.add("size=" + tmpfs.size());
        }
        yield mount("tmpfs", "tmpfs", tmpfs.target(), options.toArray(String[]::new));
      }
    };
  }

  private static Map<String, Object> mount(
      String type, String source, String target, String... options) {
    return Map.of(
        "type", type, "source", source, "destination", target, "options", List.of(options));
  }
}
