package dev.kiln.cli;

import dev.kiln.cli.DockerFlags.Verdict.Noted;
import dev.kiln.cli.DockerFlags.Verdict.Refused;
import dev.kiln.cli.Flags.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The flags of `docker build` and `docker buildx build` that Kiln has no use for. One that cannot
/// change the image or its safety passes with a note; any other is refused with the reason; none is
/// silently ignored.
final class DockerFlags {
  private static final String NO_DAEMON = "there is no daemon and no intermediate container";
  private static final String OWN_LIMITS = "steps run within this process's own limits";
  private static final String START_UNDER_LIMITS =
      OWN_LIMITS + "; start kiln under them, for example with systemd-run --user --scope -p ";
  private static final String RUN_SEES = "what RUN sees cannot be changed";

  private static final List<Flag> FLAGS =
      List.of(
          toggle("--rm", _ -> new Noted(NO_DAEMON)),
          toggle("--force-rm", _ -> new Noted(NO_DAEMON)),
          toggle("--compress", _ -> new Noted("the context is read where it is, never sent")),
          toggle("--load", _ -> new Noted("images go into the local store unless told otherwise")),
          toggle("--disable-content-trust", DockerFlags::contentTrust),
          toggle("--squash", _ -> new Refused("layers are kept as the Dockerfile makes them")),
          toggle("--check", _ -> new Refused("there is no check without a build")),
          value("--isolation", DockerFlags::isolation),
          value("--network", DockerFlags::network),
          value("--provenance", value -> attestation("attestations", value)),
          value("--sbom", value -> attestation("SBOMs", value)),
          value("--builder", _ -> new Noted("there is one builder: this process")),
          value("--cache-from", _ -> new Noted("only the cache directory is looked up")),
          value("--cache-to", _ -> new Refused("results are kept in the cache directory alone")),
          value("-m --memory", _ -> new Refused(START_UNDER_LIMITS + "MemoryMax=…")),
          value("--memory-swap", _ -> new Refused(START_UNDER_LIMITS + "MemorySwapMax=…")),
          value("--cpu-period", _ -> new Noted(OWN_LIMITS)),
          value("--cpu-quota", _ -> new Noted(OWN_LIMITS)),
          value("-c --cpu-shares", _ -> new Noted(OWN_LIMITS)),
          value("--cpuset-cpus", _ -> new Noted(OWN_LIMITS)),
          value("--cpuset-mems", _ -> new Noted(OWN_LIMITS)),
          value(
              "--cgroup-parent",
              _ -> new Refused("steps stay in this process's own control group")),
          value("--security-opt", _ -> new Refused("steps have one sandbox; see --sandbox")),
          value("--shm-size", _ -> new Refused(RUN_SEES)),
          value("--ulimit", _ -> new Refused(RUN_SEES + "; set it with 'ulimit' in the RUN")),
          value("--add-host", _ -> new Refused(RUN_SEES)),
          value("--ssh", _ -> new Refused("forwarding an SSH agent is not supported")),
          value("--build-context", _ -> new Refused("there is one context")),
          value("--no-cache-filter", _ -> new Refused("use --no-cache, which runs every step")),
          value("--annotation", _ -> new Refused("annotations are not supported; see --label")),
          value("--attest", _ -> new Refused("attestations are not supported")),
          value("--allow", _ -> new Refused("no step gets more privileges")),
          value("--call", _ -> new Refused("only building is supported")));

  private DockerFlags() {}

  /// What is done about a flag.
  sealed interface Verdict {
    /// It passes; the text says why it has no effect.
    record Noted(String note) implements Verdict {}

    /// It does not pass.
    record Refused(String reason) implements Verdict {}
  }

  private record Flag(String names, boolean toggle, Function<String, Verdict> judge) {
    private String name() {
      return names.substring(names.lastIndexOf(' ') + 1);
    }
  }

  static Flags declare(Flags flags) {
    for (Flag flag : FLAGS) {
      if (flag.toggle()) {
        flags.hiddenToggle(flag.names());
      } else {
        flags.hiddenList(flag.names());
      }
    }
    return flags;
  }

  /// The notes on the flags that were given.
  ///
  /// @throws UsageException if one of them is refused
  static List<String> judge(Parsed flags) throws UsageException {
    var notes = new ArrayList<String>();
    for (Flag flag : FLAGS) {
      if (!flags.given(flag.name())) {
        continue;
      }
      List<String> values =
          flag.toggle() ? List.of(String.valueOf(flags.on(flag.name()))) : flags.list(flag.name());
      for (String value : values) {
        switch (flag.judge().apply(value)) {
          case Noted(String note) -> notes.add(flag.name() + " has no effect: " + note);
          case Refused(String reason) -> throw new UsageException(flag.name() + ": " + reason);
        }
      }
    }
    return notes.stream().distinct().toList();
  }

  private static Flag toggle(String names, Function<String, Verdict> judge) {
    return new Flag(names, true, judge);
  }

  private static Flag value(String names, Function<String, Verdict> judge) {
    return new Flag(names, false, judge);
  }

  private static Verdict contentTrust(String value) {
    return value.equals("true")
        ? new Noted("base images are verified by digest; signatures are not looked at")
        : new Refused("signatures of base images are not verified; pin them by digest");
  }

  private static Verdict isolation(String value) {
    return value.isEmpty() || value.equals("default")
        ? new Noted("Linux has one isolation; see --sandbox")
        : new Refused("'" + value + "' is for Windows; Linux knows only 'default'");
  }

  private static Verdict network(String value) {
    return switch (value) {
      case "", "default", "host" -> new Noted("steps use this machine's network");
      default -> new Refused("'" + value + "' is not supported: steps use this machine's network");
    };
  }

  private static Verdict attestation(String what, String value) {
    return value.equals("false")
        ? new Noted("no " + what + " are made")
        : new Refused("no " + what + " are made; only 'false' is accepted");
  }
}
