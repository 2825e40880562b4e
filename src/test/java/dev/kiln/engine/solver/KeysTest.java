package dev.kiln.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.cache.LayerRecord;
import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  @TempDir Path temp;
  private Tree context;

  @BeforeEach
  void open() throws IOException {
    context = new Tree(Directory.open(temp));
    context.file("/d/a", "one").file("/d/b", "two").file("/d/sub/c", "three").link("/d/l", "a");
  }

  @AfterEach
  void close() {
    context.root().close();
  }

  // --- content of a copy

  @Test
  void times_and_owners_are_no_part_of_a_copy() throws Exception {
    var before = copyKey("/d");
    context.root().setTimes("/d/a", 1, 2);
    context.root().setTimes("/d/sub", 3, 4);
    context.root().setTimes("/d", 5, 6);
    context.file("/elsewhere", "x");
    assertThat(copyKey("/d")).isEqualTo(before);
  }

  /// One way to change what a copy takes.
  private interface Change {
    void make(Tree tree) throws IOException;
  }

  @Test
  void everything_that_a_copy_takes_is_part_of_its_key() throws Exception {
    Map<String, Change> changes =
        Map.ofEntries(
            Map.entry("content", tree -> tree.file("/d/a", "ONE")),
            Map.entry("mode", tree -> tree.root().setMode("/d/a", 0755)),
            Map.entry("mode of a directory", tree -> tree.root().setMode("/d/sub", 0700)),
            Map.entry("rename", tree -> tree.root().rename("/d/b", "/d/b2")),
            Map.entry("rename of a directory", tree -> tree.root().rename("/d/sub", "/d/sub2")),
            Map.entry("move", tree -> tree.root().rename("/d/b", "/d/sub/b")),
            Map.entry("new file", tree -> tree.file("/d/sub/new", "")),
            Map.entry("removal", tree -> tree.root().remove("/d/b")),
            Map.entry("empty directory", tree -> tree.directory("/d/empty")),
            Map.entry("attribute", tree -> tree.root().setAttribute("/d/a", "user.x", new byte[1])),
            Map.entry(
                "link target",
                tree -> {
                  tree.root().remove("/d/l");
                  tree.link("/d/l", "b");
                }),
            Map.entry(
                "file for a link",
                tree -> {
                  tree.root().remove("/d/l");
                  tree.file("/d/l", "a");
                }),
            Map.entry(
                "swap",
                tree -> {
                  tree.file("/d/a", "two");
                  tree.file("/d/b", "one");
                }));
    for (var change : changes.entrySet()) {
      context.root().clear();
      open();
      var before = copyKey("/d");
      change.getValue().make(context);
      assertThat(copyKey("/d")).as(change.getKey()).isNotEqualTo(before);
    }
  }

  @Test
  void the_same_bytes_split_otherwise_are_other_content() throws Exception {
    context.file("/x/a", "onetwo").file("/x/b", "");
    context.file("/y/a", "one").file("/y/b", "two");
    context.file("/z/ab", "onetwo");
    assertThat(List.of(content("/x"), content("/y"), content("/z"))).doesNotHaveDuplicates();
  }

  @Test
  void a_rename_under_a_wildcard_is_another_key() throws Exception {
    var before = copyKey("/d/*");
    context.root().rename("/d/b", "/d/b2");
    assertThat(copyKey("/d/*")).isNotEqualTo(before);
  }

  @Test
  void where_a_file_lies_does_not_count_but_its_name_does() throws Exception {
    context.file("/e/a", "one").file("/e/other", "one");
    assertThat(content("/e/a")).isEqualTo(content("/d/a"));
    assertThat(content("/e/other")).isNotEqualTo(content("/d/a"));
  }

  @Test
  void what_is_ignored_does_not_count() throws Exception {
    var rules = IgnoreRules.of(List.of("d/sub"));
    var before = SelectionDigest.of(context.context(rules), select(rules, "/d"));
    context.file("/d/sub/c", "changed");
    assertThat(SelectionDigest.of(context.context(rules), select(rules, "/d"))).isEqualTo(before);
  }

  @Test
  void a_missing_file_is_told_with_its_step() {
    assertThatThrownBy(() -> copyKey("/nowhere"))
        .isInstanceOfSatisfying(
            StepException.class,
            e -> assertThat(e.node().instruction().text()).isEqualTo("COPY /nowhere /to/"));
  }

  // --- operations

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY d /x          | COPY d /y",
        "COPY d /x/         | COPY --chown=1 d /x/",
        "COPY d /x/         | COPY --chmod=700 d /x/",
        "COPY d/a /x/       | ADD d/a /x/",
        "COPY d/a d/b /x/   | COPY d/b d/a /x/",
        "RUN a b            | RUN a  b",
        "RUN [\"a\",\"b\"]  | RUN [\"a b\"]",
        "RUN [\"a\",\"b\"]  | RUN [\"a\",\"b\",\"\"]",
        "RUN a              | RUN --network=none a",
        "RUN a              | RUN --mount=type=cache,target=/c a",
        "RUN --mount=type=cache,target=/c a | RUN --mount=type=cache,target=/c,ro a",
        "RUN --mount=type=cache,target=/c a | RUN --mount=type=cache,target=/c,mode=700 a",
        "RUN --mount=type=cache,target=/c a | RUN --mount=type=cache,target=/c,uid=5 a",
        "RUN --mount=type=tmpfs,target=/c a | RUN --mount=type=tmpfs,target=/c,size=5m a",
        "RUN --mount=type=secret,id=a b     | RUN --mount=type=secret,id=a,mode=0444 b",
        "RUN --mount=type=secret,id=a b     | RUN --mount=type=secret,id=a,env=A b",
        "RUN --mount=\"type=cache,id=a /b,target=/c\" x"
            + " | RUN --mount=\"type=cache,id=a,target=/b /c\" x",
        "WORKDIR /a         | WORKDIR /b",
      })
  void another_operation_has_another_key(String one, String other) throws Exception {
    assertThat(definition(one)).isNotEqualTo(definition(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USER 5, RUN a        | USER 6, RUN a",
        "WORKDIR /a, RUN a    | WORKDIR /b, RUN a",
        "ENV A=1, RUN a       | ENV A=2, RUN a",
        "ENV A=1 B=2, RUN a   | ENV A=\"1 B=2\", RUN a",
        "RUN b, RUN a         | RUN c, RUN a",
        "ARG V=1, COPY d$V /x | ARG V=2, COPY d$V /x",
      })
  void what_comes_before_counts(String one, String other) throws Exception {
    context.file("/d1", "same").file("/d2", "same");
    assertThat(definition(one)).isNotEqualTo(definition(other));
  }

  @Test
  void the_base_counts_by_its_digest() throws Exception {
    assertThat(key(Plans.last("FROM one\nRUN a\n")))
        .isNotEqualTo(key(Plans.last("FROM two\nRUN a\n")));
  }

  @Test
  void names_of_stages_and_comments_do_not_count() throws Exception {
    assertThat(key(Plans.last("# note\nFROM base AS x\nLABEL a=b\nRUN a\n")))
        .isEqualTo(key(Plans.last("FROM base\nRUN a\n")));
  }

  @Test
  void proxies_do_not_count_and_other_arguments_do() throws Exception {
    var file = "FROM base\nARG version\nRUN a\n";
    var plain = key(Plans.of(file).target().last());
    var proxied = Plans.of(file, Map.of("HTTP_PROXY", "http://p", "no_proxy", "x"));
    var versioned = Plans.of(file, Map.of("version", "2"));
    assertThat(key(proxied.target().last())).isEqualTo(plain);
    assertThat(key(versioned.target().last())).isNotEqualTo(plain);
  }

  @Test
  void a_content_key_tells_what_is_begun_with_from_what_is_copied() throws Exception {
    var node = Plans.last("FROM scratch AS a\nRUN x\nFROM scratch\nCOPY --from=a /f /f\n");
    var keys = keys();
    var one = layer(1);
    var two = layer(2);
    assertThat(
            List.of(
                keys.content(node, List.of(one), List.of(two)),
                keys.content(node, List.of(two), List.of(one)),
                keys.content(node, List.of(one, two), List.of()),
                keys.content(node, List.of(), List.of(one, two)),
                keys.content(node, List.of(two, one), List.of())))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_content_key_does_not_ask_how_a_layer_is_compressed_or_when_it_was_made() throws Exception {
    var node = Plans.last("FROM scratch\nRUN x\n");
    var layer = layer(1);
    var blob = new Descriptor(MediaTypes.OCI_LAYER_ZSTD, layer(9).diffId(), 7);
    var other = new LayerRecord(layer.diffId(), blob, "2030-01-01T00:00:00Z", "origin");
    assertThat(keys().content(node, List.of(layer), List.of()))
        .isEqualTo(keys().content(node, List.of(other), List.of()));
  }

  // --- what is recorded

  @Test
  void values_of_variables_and_arguments_are_not_recorded_in_clear() throws Exception {
    var long1 = "long".repeat(60);
    var file = "FROM scratch\nARG TOKEN\nENV PASSWORD=hunter2\nRUN <<EOF\n" + long1 + "\nEOF\n";
    var plan = Plans.of(file, Map.of("TOKEN", "s3cr3t"));
    var recorded = keys().recorded(plan.target().last());
    assertThat(recorded.toString())
        .doesNotContain("s3cr3t", "hunter2", long1)
        .contains("environment TOKEN", "environment PASSWORD");
    var other = Plans.of(file, Map.of("TOKEN", "other"));
    assertThat(keys().recorded(other.target().last()))
        .as("a miss can be explained")
        .hasSameSizeAs(recorded)
        .isNotEqualTo(recorded);
  }

  private static LayerRecord layer(int number) {
    var digest = Digest.sha256(new byte[] {(byte) number});
    return new LayerRecord(
        digest, new Descriptor(MediaTypes.OCI_LAYER_GZIP, digest, 1), null, null);
  }

  private Keys keys() {
    return new Keys(context.context(IgnoreRules.NONE));
  }

  private Digest key(dev.kiln.engine.graph.Node node) throws Exception {
    return keys().definition(node);
  }

  /// The key of the last of some instructions.
  private Digest definition(String instructions) throws Exception {
    return key(Plans.last("FROM base\n" + instructions.replace(", ", "\n") + "\n"));
  }

  private Digest copyKey(String source) throws Exception {
    return key(Plans.last("FROM base\nCOPY " + source + " /to/\n"));
  }

  private Digest content(String pattern) throws Exception {
    return SelectionDigest.of(context.context(IgnoreRules.NONE), select(IgnoreRules.NONE, pattern));
  }

  private List<Selection.Item> select(IgnoreRules rules, String pattern) throws Exception {
    return Selection.select(context.context(rules), pattern);
  }
}
