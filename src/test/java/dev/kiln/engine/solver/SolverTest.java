package dev.kiln.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.cache.LayerCache;
import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.graph.BuildPlan;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.ProcessIdentity;
import dev.kiln.engine.snapshot.DirectorySnapshotter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SolverTest {
  private static final String CHAIN =
      """
      FROM scratch
      RUN write /a 1
      COPY f /f
      RUN write /b 2
      """;

  @TempDir Path temp;
  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final List<ProgressEvent> events = new CopyOnWriteArrayList<>();
  private Tree context;
  private LayerCache cache;
  private List<StepOutcome> outcomes = List.of();

  @BeforeEach
  void open() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
    context = new Tree(Directory.open(Files.createDirectory(temp.resolve("context"))));
    context.file("/f", "context");
    cache = LayerCache.open(temp.resolve("cache"));
  }

  @AfterEach
  void close() throws IOException {
    if (context != null) {
      context.root().close();
      assertThat(temp.resolve("cache/scratch")).isEmptyDirectory();
    }
  }

  // --- what is executed

  @Test
  void each_step_becomes_a_layer_of_what_it_changed() throws Exception {
    var layers = solve(CHAIN);
    assertThat(layers).hasSize(3);
    assertThat(sandbox.executed()).containsExactly("write /a 1", "write /b 2");
    assertThat(tree(layers.get(0))).containsExactly("a");
    assertThat(tree(layers.get(1))).containsExactly("f");
    assertThat(tree(layers.get(2))).containsExactly("b");
    assertThat(cached()).containsExactly(false, false, false);
  }

  @Test
  void a_second_solve_executes_nothing_and_gives_the_same() throws Exception {
    var first = solve(CHAIN);
    sandbox.forget();
    assertThat(solve(CHAIN)).isEqualTo(first);
    assertThat(sandbox.executed()).isEmpty();
    assertThat(cached()).containsExactly(true, true, true);
  }

  @Test
  void without_the_cache_all_runs_again_and_is_recorded() throws Exception {
    solve(CHAIN);
    sandbox.forget();
    solve(Plans.of(CHAIN), true);
    assertThat(sandbox.executed()).containsExactly("write /a 1", "write /b 2");
    assertThat(cached()).containsExactly(false, false, false);
    sandbox.forget();
    solve(CHAIN);
    assertThat(sandbox.executed()).isEmpty();
  }

  @Test
  void a_changed_step_runs_with_those_after_it() throws Exception {
    solve(CHAIN);
    context.file("/f", "changed");
    sandbox.forget();
    solve(CHAIN);
    assertThat(sandbox.executed()).containsExactly("write /b 2");
    assertThat(cached()).containsExactly(true, false, false);
  }

  @Test
  void a_step_that_ran_again_and_made_the_same_does_not_make_others_run() throws Exception {
    var file = "FROM scratch\nRUN write /a 1\nRUN write /b 2\n";
    solve(file);
    sandbox.forget();
    solve("FROM scratch\nRUN write /a 1 # note\nRUN write /b 2\n");
    assertThat(sandbox.executed()).containsExactly("write /a 1 # note");
    assertThat(cached()).containsExactly(false, true);
  }

  @Test
  void what_no_one_needs_is_not_executed() throws Exception {
    var file =
        """
        FROM scratch AS unused
        RUN write /unused 1
        FROM scratch AS tool
        RUN write /tool 1
        RUN write /more 2
        FROM scratch
        COPY --from=tool /tool /tool
        """;
    solve(file);
    assertThat(sandbox.executed()).containsExactly("write /tool 1", "write /more 2");
    sandbox.forget();
    solve(file + "RUN write /last 3\n");
    assertThat(sandbox.executed()).containsExactly("write /last 3");
  }

  @Test
  void a_stage_that_two_need_is_executed_once() throws Exception {
    var layers =
        solve(
            """
            FROM scratch AS base
            RUN write /base 1
            FROM base AS left
            RUN write /left 2
            FROM base AS right
            RUN write /right 3
            FROM left
            COPY --from=right /right /base /both/
            """);
    assertThat(sandbox.executed())
        .containsExactlyInAnyOrder("write /base 1", "write /left 2", "write /right 3");
    assertThat(tree(layers.getLast())).containsExactly("both");
  }

  @Test
  void a_copy_from_a_stage_follows_the_stages_content() throws Exception {
    var file = "FROM scratch AS a\nCOPY f /f\nFROM scratch\nCOPY --from=a /f /g\n";
    var before = solve(file);
    context.file("/f", "changed");
    var after = solve(file);
    assertThat(after).isNotEqualTo(before);
    assertThat(cached()).containsOnly(false);
  }

  @Test
  void a_working_directory_is_made_and_belongs_to_the_user() throws Exception {
    var layers = solve("FROM scratch\nUSER 7:8\nWORKDIR /made/here\n");
    try (var root = Directory.open(cache.tree(layers.getLast().diffId()).orElseThrow())) {
      assertThat(new Tree(root).access("/made/here")).isEqualTo("7:8 755");
    }
  }

  @Test
  void a_working_directory_below_a_file_is_the_steps_problem() {
    assertThatThrownBy(() -> solve("FROM scratch\nCOPY f /f\nWORKDIR /f/below\n"))
        .isInstanceOfSatisfying(
            StepException.class, e -> assertThat(e.kind()).isEqualTo(StepException.Kind.SETUP));
  }

  // --- what is lost

  @Test
  void a_result_whose_blob_is_gone_is_none() throws Exception {
    var layers = solve(CHAIN);
    Files.delete(cache.blob(layers.getLast().blob().digest()));
    sandbox.forget();
    assertThat(ids(solve(CHAIN))).isEqualTo(ids(layers));
    assertThat(sandbox.executed()).containsExactly("write /b 2");
  }

  @Test
  void a_tree_that_is_gone_is_unpacked_again() throws Exception {
    var layers = solve(CHAIN);
    try (var trees = Directory.open(temp.resolve("cache/trees/sha256"))) {
      trees.clear();
    }
    var more = solve(CHAIN + "RUN write /c 3\n");
    assertThat(ids(more).subList(0, 3)).isEqualTo(ids(layers));
    assertThat(tree(layers.getFirst())).containsExactly("a");
  }

  @Test
  void a_damaged_blob_is_not_unpacked() throws Exception {
    var layers = solve(CHAIN);
    var blob = cache.blob(layers.getFirst().blob().digest());
    var bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    try (var trees = Directory.open(temp.resolve("cache/trees/sha256"))) {
      trees.clear();
    }
    assertThatThrownBy(() -> solve(CHAIN + "RUN write /c 3\n")).isInstanceOf(IOException.class);
  }

  // --- what fails

  @Test
  void a_failing_command_tells_its_exit_code_and_last_lines_and_leaves_no_result()
      throws Exception {
    var file = "FROM scratch\nRUN write /a 1\nRUN fail 7\nRUN write /b 2\n";
    for (int attempt = 0; attempt < 2; attempt++) {
      sandbox.forget();
      var failure = catchThrowableOfType(StepException.class, () -> solve(file));
      assertThat(failure.kind()).isEqualTo(StepException.Kind.RUN);
      assertThat(failure.exitCode()).isEqualTo(7);
      assertThat(failure.node().instruction().range().startLine()).isEqualTo(3);
      assertThat(failure.log()).endsWith("line 99\nline 100").doesNotContain("line 1\n");
      assertThat(sandbox.executed()).contains("fail 7").doesNotContain("write /b 2");
    }
    assertThat(sandbox.executed()).containsExactly("fail 7");
  }

  @Test
  void what_a_failed_step_left_is_not_in_the_next_one() throws Exception {
    assertThatThrownBy(() -> solve("FROM scratch\nRUN write /a 1\nRUN litter\n"))
        .isInstanceOf(StepException.class);
    var layers = solve("FROM scratch\nRUN write /a 1\nRUN write /b 2\n");
    assertThat(tree(layers.getLast())).containsExactly("b");
  }

  @Test
  void a_missing_secret_is_told_before_the_command_runs() {
    assertThatThrownBy(
            () -> solve("FROM scratch\nRUN --mount=type=secret,id=key,required write /a 1\n"))
        .isInstanceOfSatisfying(
            StepException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(StepException.Kind.SECRET);
              assertThat(e).hasMessageContaining("--secret id=key");
            });
    assertThat(sandbox.executed()).isEmpty();
  }

  @Test
  void an_interrupt_ends_the_step_and_the_build() throws Exception {
    var build =
        new FutureTask<>(() ->
            catchThrowableOfType(
                InterruptedException.class, () -> solve("FROM scratch\nRUN hang\n")));
    var thread = Thread.ofPlatform().start(build);
    sandbox.awaitHanging();
    thread.interrupt();
    assertThat(build.get()).isNotNull();
    assertThat(events)
        .filteredOn(ProgressEvent.Finished.class::isInstance)
        .extracting(event -> ((ProgressEvent.Finished) event).outcome())
        .containsExactly(ProgressEvent.Outcome.CANCELED);
  }

  @Test
  void when_one_step_fails_what_runs_beside_it_has_ended_with_the_build() {
    sandbox.failWhenHanging();
    assertThatThrownBy(() ->
            solve(
                """
                FROM scratch AS beside
                RUN hang
                FROM scratch
                RUN fail 3
                COPY --from=beside /x /x
                """))
        .isInstanceOf(StepException.class);
    assertThat(sandbox.running()).isZero();
  }

  // --- what is told

  @Test
  void every_vertex_that_starts_finishes_once() throws Exception {
    solve(CHAIN);
    solve(CHAIN);
    var started = events.stream().filter(ProgressEvent.Started.class::isInstance).toList();
    var finished = events.stream().filter(ProgressEvent.Finished.class::isInstance).toList();
    assertThat(started).hasSize(6);
    assertThat(finished).hasSize(6);
  }

  @Test
  void no_value_of_a_variable_lies_in_the_cache_in_clear() throws Exception {
    solve(
        Plans.of(
            "FROM scratch\nARG TOKEN\nENV P=hunter2\nRUN write /a 1\n", Map.of("TOKEN", "s3cr3t")),
        false);
    try (var results = Files.list(temp.resolve("cache/results"))) {
      for (Path result : results.toList()) {
        assertThat(result).content(StandardCharsets.UTF_8).doesNotContain("s3cr3t", "hunter2");
      }
    }
  }

  private List<LayerRecord> solve(String dockerfile) throws Exception {
    return solve(Plans.of(dockerfile), false);
  }

  private List<LayerRecord> solve(BuildPlan plan, boolean noCache) throws Exception {
    var reporter = new Reporter(events::add);
    try (var scratch = cache.scratch();
        var snapshotter = new DirectorySnapshotter()) {
      var executor =
          new StepExecutor(
              cache,
              new CachedBlobs(cache),
              new TestEnvironment(sandbox, snapshotter),
              scratch,
              context.context(IgnoreRules.NONE),
              id -> null,
              Clock.systemUTC(),
              reporter,
              null);
      try (var solver =
          new Solver(plan, cache, new CachedBlobs(cache), executor, reporter, noCache)) {
        var layers = solver.solve();
        outcomes = solver.outcomes();
        return layers;
      }
    }
  }

  private List<Boolean> cached() {
    return outcomes.stream().map(StepOutcome::cached).toList();
  }

  private static List<Object> ids(List<LayerRecord> layers) {
    return layers.stream().<Object>map(LayerRecord::diffId).toList();
  }

  private List<String> tree(LayerRecord layer) throws IOException {
    try (var tree = Directory.open(cache.tree(layer.diffId()).orElseThrow())) {
      return tree.names("/");
    }
  }

  private record TestEnvironment(ScriptedSandbox sandbox, DirectorySnapshotter snapshotter)
      implements StepEnvironment {}

  /// The blobs of the cache alone.
  private record CachedBlobs(LayerCache cache) implements BlobSource {
    @Override
    public boolean has(LayerRecord layer) {
      return cache.hasBlob(layer.blob());
    }

    @Override
    public InputStream open(LayerRecord layer) throws IOException {
      return new dev.kiln.engine.oci.VerifiedInputStream(
          Files.newInputStream(cache.blob(layer.blob().digest())), layer.blob().digest());
    }
  }
}
