package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OciRuntimeSandboxTest extends SandboxContract {
  /// CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE, NET_RAW,
  /// SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP: bits of capability.h.
  private static final String DOCKERS_CAPABILITIES = "00000000a80425fb";

  @Override
  Sandbox sandbox(Path stateDirectory) throws Exception {
    assumeTrue(Program.RUNC.find().isPresent(), "apt-get install runc");
    assumeTrue(Probe.refusal().isEmpty(), "a machine where mounts are allowed");
    return new OciRuntimeSandbox(stateDirectory, StepIds.ofProcess());
  }

  @Test
  void capabilities_are_dockers_and_none_for_others_than_root() throws Exception {
    run(root.step("grep Cap /proc/self/status"));
    assertThat(root.out)
        .containsExactly(
            "CapInh:\t0000000000000000",
            "CapPrm:\t" + DOCKERS_CAPABILITIES,
            "CapEff:\t" + DOCKERS_CAPABILITIES,
            "CapBnd:\t" + DOCKERS_CAPABILITIES,
            "CapAmb:\t0000000000000000");
    root.out.clear();
    assumeOtherUsers();
    run(
        root.step(
            "grep -E 'Cap(Inh|Prm|Eff|Amb)' /proc/self/status", new Identity(33, 33, List.of())));
    assertThat(root.out).hasSize(4).allMatch(line -> line.endsWith("0000000000000000"));
  }

  @Test
  void only_the_steps_own_processes_are_there() throws Exception {
    run(root.step("ps -o pid,args"));
    assertThat(root.out).hasSize(2).anyMatch(line -> line.strip().startsWith("1 "));
  }

  @Test
  void no_descriptor_is_inherited() throws Exception {
    // ls holds one of its own
    run(root.step(List.of("ls", "/proc/self/fd")));
    assertThat(root.out).containsExactly("0", "1", "2", "3");
  }

  @Test
  void a_second_chroot_does_not_lead_out() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/perl")), "apt-get install perl-base");
    Path secret = Files.writeString(directory.resolve("secret"), "of the builder");
    Files.writeString(root.path.resolve("mark"), "of the step");
    String escape =
        "mkdir 'jail'; chroot 'jail' or die $!; chdir '..' for 1..99; chroot '.' or die $!;"
            + "print -e '"
            + secret
            + "' ? 'out' : 'in', -e '/mark' ? ' root' : ''";
    int code =
        run(
            root.step(
                List.of("/usr/bin/perl", "-e", escape),
                StepRoot.ENV,
                "/",
                Identity.ROOT,
                List.of(
                    new StepMount.Bind(Path.of("/usr"), "/usr", true),
                    new StepMount.Bind(Path.of("/lib").toRealPath(), "/lib", true),
                    new StepMount.Bind(Path.of("/lib64").toRealPath(), "/lib64", true)),
                NetworkMode.DEFAULT));
    assertThat(root.err).isEmpty();
    assertThat(code).isZero();
    assertThat(root.out).containsExactly("in root");
  }

  @Test
  void the_builders_file_systems_are_not_mounted() throws Exception {
    run(root.step("cat /proc/self/mountinfo"));
    assertThat(root.out)
        .isNotEmpty()
        .allMatch(
            line -> List.of("/", "/proc", "/dev", "/sys", "/etc").contains(firstOf(line)), "known");
    assertThat(root.out)
        .filteredOn(line -> line.split(" ", 6)[4].equals("/"))
        .singleElement()
        .matches(line -> line.contains(root.path.getFileName().toString()), "the step's root");
  }

  private static String firstOf(String mountinfo) {
    String target = mountinfo.split(" ", 6)[4];
    int second = target.indexOf('/', 1);
    return second < 0 ? target : target.substring(0, second);
  }

  @Test
  void the_kernels_switches_cannot_be_written() throws Exception {
    assertThat(run(root.step("echo b >/proc/sysrq-trigger"))).isNotZero();
    assertThat(run(root.step("echo x >/proc/sys/kernel/hostname"))).isNotZero();
    assertThat(run(root.step("mkdir /sys/fs/cgroup/pids/kiln"))).isNotZero();
  }

  @Test
  void binds_and_memory_are_mounted_and_leave_nothing() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    Files.writeString(folder.resolve("file"), "text\n");
    root.age();
    Map<String, String> before = root.snapshot();
    int code =
        run(
            root.step(
                "cat /a/b/file /run/one; touch /a/b/new && touch /scratch/x && ! touch /ro/new",
                new StepMount.Bind(folder, "/a/b", false),
                new StepMount.Bind(folder, "/ro", true),
                new StepMount.Bind(folder.resolve("file"), "/run/one", true),
                new StepMount.Tmpfs("/scratch", 1 << 20)));
    assertThat(code).isZero();
    assertThat(root.out).containsExactly("text", "text");
    assertThat(folder.resolve("new")).exists();
    assertThat(root.snapshot()).isEqualTo(before);
    assertThat(directory.resolve("state")).isEmptyDirectory();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(directory.toString());
  }

  @Test
  void a_descriptor_can_be_bound() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("folder"));
    Files.writeString(folder.resolve("file"), "text");
    try (Directory held = Directory.open(folder)) {
      run(root.step("cat /in/file", new StepMount.Bind(held.procPath(), "/in", true)));
    }
    assertThat(root.out).containsExactly("text");
  }

  @Test
  void a_target_that_is_a_link_stays_inside() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(root.path.resolve("link"), outside);
    run(root.step("echo x >/link/deep/file", new StepMount.Tmpfs("/link/deep", 0)));
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void without_a_network_there_is_only_loopback() throws Exception {
    run(
        root.step(
            List.of("cat", "/proc/net/dev"),
            StepRoot.ENV,
            "/",
            Identity.ROOT,
            List.of(),
            NetworkMode.NONE));
    assertThat(root.out).hasSize(3).anyMatch(line -> line.strip().startsWith("lo:"));
  }

  @Test
  void the_host_name_is_the_steps() throws Exception {
    run(root.step("hostname"));
    assertThat(root.out).containsExactly("builder");
  }

  @Test
  void it_works_where_no_proc_can_be_mounted() throws Exception {
    sandbox =
        new OciRuntimeSandbox(
            directory.resolve("state"),
            StepIds.ofProcess(),
            new OciRuntime(Program.RUNC.require(), false, ControlGroups.areWritable()));
    assertThat(run(root.step("cat /proc/self/comm; exit 3"))).isEqualTo(3);
    assertThat(root.out).containsExactly("cat");
  }

  @Test
  void the_builder_stays_closed_where_its_processes_are_seen() throws Exception {
    sandbox =
        new OciRuntimeSandbox(
            directory.resolve("state"),
            StepIds.ofProcess(),
            new OciRuntime(Program.RUNC.require(), false, ControlGroups.areWritable()));
    String builder = "/proc/" + ProcessHandle.current().pid();
    assertThat(run(root.step("cat " + builder + "/comm"))).isZero();
    for (String secret : List.of("/environ", "/maps", "/fd/0", "/root/etc/passwd")) {
      assertThat(run(root.step("cat " + builder + secret))).as(secret).isNotZero();
    }
    assertThat(run(root.step("kill -0 " + ProcessHandle.current().pid()))).isNotZero();
  }

  @Test
  void a_step_dies_with_the_builder() throws Exception {
    String marker = "33" + System.nanoTime() % 1_000_000;
    Process builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SleepingBuilder.class.getName(),
                root.path.toString(),
                directory.resolve("state").toString(),
                marker)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(Duration.ofSeconds(10)).until(() -> StepRoot.sleeps(marker));
    builder.destroyForcibly().waitFor();
    await().atMost(Duration.ofSeconds(2)).until(() -> !StepRoot.sleeps(marker));
    leavesNoControlGroup();
  }

  /// What else it leaves is mounted, and goes with a builder's own mount namespace.
  private void leavesNoControlGroup() throws IOException {
    Path bundle;
    try (Stream<Path> bundles = Files.list(directory.resolve("state"))) {
      bundle = bundles.findFirst().orElseThrow();
    }
    try (Stream<Path> groups = Files.walk(ControlGroups.ROOT, 2)) {
      assertThat(groups).noneMatch(group -> group.endsWith("kiln-" + bundle.getFileName()));
    }
    Mounts.unmount(bundle, true);
  }

  /// A builder that waits for a step.
  static final class SleepingBuilder {
    private SleepingBuilder() {}

    public static void main(String[] args) throws Exception {
      Step step =
          new Step(
              Path.of(args[0]),
              List.of("/bin/sh", "-c", "sleep " + args[2] + " & sleep " + args[2]),
              StepRoot.ENV,
              "/",
              Identity.ROOT,
              List.of(),
              NetworkMode.DEFAULT,
              "builder",
              new NameFiles("", ""));
      new OciRuntimeSandbox(Path.of(args[1]), StepIds.ofProcess()).run(step, (channel, line) -> {});
    }
  }
}
