package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.linux.IdMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a step may rely on, and what it must not find, in every sandbox.
abstract class SandboxContract {
  @TempDir Path directory;
  StepRoot root;
  Sandbox sandbox;

  abstract Sandbox sandbox(Path stateDirectory) throws Exception;

  @BeforeEach
  void start() throws Exception {
    root = new StepRoot(directory.resolve("root"));
    sandbox = sandbox(directory.resolve("state"));
  }

  int run(Step step) throws Exception {
    return sandbox.run(step, root.sink());
  }

  @Test
  void environment_is_what_the_step_says_and_nothing_else() throws Exception {
    Map<String, String> env =
        Map.of(
            "PATH",
            "/bin",
            "HOME",
            "/nowhere",
            "EMPTY",
            "",
            "odd.name-",
            "x",
            "TEXT",
            "a 'b' \"c\" $d\n=ü");
    run(root.step(List.of("env", "-0"), env, "/", Identity.ROOT, List.of(), NetworkMode.DEFAULT));
    String printed = String.join("\n", root.out);
    Map<String, String> seen =
        List.of(printed.split("\0", 0)).stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.substring(0, entry.indexOf('=')),
                    entry -> entry.substring(entry.indexOf('=') + 1)));
    assertThat(seen).isEqualTo(env);
  }

  @Test
  void loader_variables_reach_the_step_but_not_the_builders_programs() throws Exception {
    Files.createDirectories(root.path.resolve("usr/bin"));
    Files.createSymbolicLink(root.path.resolve("usr/bin/env"), Path.of("/bin/busybox"));
    Map<String, String> env =
        Map.of("PATH", "/bin", "HOME", "/", "LD_PRELOAD", directory + "/evil.so");
    int code =
        run(
            root.step(
                List.of("/bin/sh", "-c", "echo $LD_PRELOAD"),
                env,
                "/",
                Identity.ROOT,
                List.of(),
                NetworkMode.DEFAULT));
    assertThat(code).isZero();
    assertThat(root.out).containsExactly(directory + "/evil.so");
    assertThat(root.err).isEmpty();
  }

  @Test
  void user_and_groups_are_those_given() throws Exception {
    assumeOtherUsers();
    run(root.step("id", new Identity(33, 42, List.of(4, 24))));
    assertThat(root.out).containsExactly("uid=33 gid=42 groups=4,24");
  }

  @Test
  void root_has_no_groups_of_the_builder() throws Exception {
    run(root.step("id"));
    assertThat(root.out).containsExactly("uid=0 gid=0");
  }

  @Test
  void exit_codes_come_through() throws Exception {
    assertThat(run(root.step("exit 0"))).isZero();
    assertThat(run(root.step("exit 1"))).isEqualTo(1);
    assertThat(run(root.step("exit 42"))).isEqualTo(42);
    assertThat(run(root.step("sh -c 'kill -KILL $$'; exit $?"))).isEqualTo(137);
  }

  @Test
  void a_missing_program_is_127_and_named() throws Exception {
    assertThat(run(root.step(List.of("nonesuch")))).isEqualTo(127);
    assertThat(String.join("\n", root.err)).contains("nonesuch");
    assertThat(run(root.step(List.of("/bin/nonesuch")))).isEqualTo(127);
  }

  @Test
  void a_file_that_cannot_be_executed_is_126() throws Exception {
    Files.writeString(root.path.resolve("bin/text"), "text");
    assertThat(run(root.step(List.of("/bin/text")))).isEqualTo(126);
  }

  @Test
  void output_comes_by_lines_and_channels() throws Exception {
    run(root.step("echo one; echo two >&2; printf 'three\\r\\nfour'"));
    assertThat(root.out).containsExactly("one", "three", "four");
    assertThat(root.err).containsExactly("two");
  }

  @Test
  void standard_input_is_empty() throws Exception {
    assertThat(run(root.step("cat; echo end"))).isZero();
    assertThat(root.out).containsExactly("end");
  }

  @Test
  void names_are_found_meanwhile() throws Exception {
    run(root.step("cat /etc/resolv.conf /etc/hosts"));
    assertThat(root.out).containsExactly("nameserver 192.0.2.1", "192.0.2.2\tpeer");
  }

  @Test
  void an_empty_root_is_left_as_it_was() throws Exception {
    root.age();
    Map<String, String> before = root.snapshot();
    run(root.step("cat /etc/hosts; echo lost >/etc/hosts; echo lost >/dev/null"));
    assertThat(root.snapshot()).isEqualTo(before);
  }

  @Test
  void name_files_of_the_image_are_left_as_they_were() throws Exception {
    Path etc = Files.createDirectory(root.path.resolve("etc"));
    Files.writeString(etc.resolve("hosts"), "of the image");
    Files.createSymbolicLink(etc.resolve("resolv.conf"), Path.of("/run/names/resolv.conf"));
    root.age();
    Map<String, String> before = root.snapshot();
    run(root.step("cat /etc/resolv.conf; echo lost >>/etc/hosts"));
    assertThat(root.out).containsExactly("nameserver 192.0.2.1");
    assertThat(root.snapshot()).isEqualTo(before);
    assertThat(etc.resolve("hosts")).hasContent("of the image");
  }

  @Test
  void what_the_step_does_beside_them_stays() throws Exception {
    run(root.step("echo kept >/etc/file; echo kept >/dev/file; mkdir /new"));
    assertThat(root.path.resolve("etc/file")).hasContent("kept\n");
    assertThat(root.path.resolve("etc")).isDirectoryNotContaining("glob:**/hosts");
    assertThat(root.path.resolve("new")).isDirectory();
  }

  @Test
  void a_step_starts_in_its_directory_which_is_made() throws Exception {
    Files.createSymbolicLink(root.path.resolve("link"), Path.of("/made"));
    run(
        root.step(
            List.of("pwd"), StepRoot.ENV, "/link/a", Identity.ROOT, List.of(), NetworkMode.HOST));
    assertThat(root.out).containsExactly("/made/a");
    assertThat(directory.resolve("made")).doesNotExist();
  }

  @Test
  void the_directory_cannot_be_a_descriptor_of_the_builder() throws Exception {
    Files.createSymbolicLink(root.path.resolve("link"), Path.of("/proc/self/fd"));
    for (String workdir : List.of("/proc/self/fd/7", "/link/8", "/tmp/../proc/1/root")) {
      Step step =
          root.step(
              List.of("pwd"), StepRoot.ENV, workdir, Identity.ROOT, List.of(), NetworkMode.HOST);
      assertThatThrownBy(() -> run(step))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining(workdir);
    }
  }

  @Test
  void files_are_made_with_the_usual_mask() throws Exception {
    run(root.step("touch /file; stat -c %a /file"));
    assertThat(root.out).containsExactly("644");
  }

  @Test
  void what_a_step_leaves_running_ends_with_it() throws Exception {
    String marker = "31" + System.nanoTime() % 1_000_000;
    assertThat(run(root.step("sleep " + marker + " & echo started"))).isZero();
    await().atMost(Duration.ofSeconds(2)).until(() -> !StepRoot.sleeps(marker));
  }

  @Test
  void an_interrupt_kills_the_step() throws Exception {
    String marker = "32" + System.nanoTime() % 1_000_000;
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                run(root.step("sleep " + marker + " & sleep " + marker));
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    await().atMost(Duration.ofSeconds(5)).until(() -> StepRoot.sleeps(marker));
    long start = System.nanoTime();
    thread.interrupt();
    thread.join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    assertThat(StepRoot.sleeps(marker)).isFalse();
    assertThat(root.path.resolve("etc")).doesNotExist();
  }

  @Test
  void a_sink_that_fails_does_not_stop_the_step_from_ending() {
    OutputSink failing =
        (channel, line) -> {
          throw new IllegalStateException("full");
        };
    Step step = root.step("head -c 1000000 /bin/busybox | tr -c a b; echo; touch /done");
    assertThatThrownBy(() -> sandbox.run(step, failing)).hasMessage("full");
    assertThat(root.path.resolve("done")).exists();
  }

  static void assumeOtherUsers() throws Exception {
    assumeTrue(IdMap.ofUids().mapsWholeRange(), "a user namespace with more than one id");
  }
}
