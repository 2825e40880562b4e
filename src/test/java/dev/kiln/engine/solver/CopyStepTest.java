package dev.kiln.engine.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kiln.engine.archive.Compression;
import dev.kiln.engine.archive.TarEntry;
import dev.kiln.engine.archive.TarWriter;
import dev.kiln.engine.context.IgnoreRules;
import dev.kiln.engine.context.PatternException;
import dev.kiln.engine.graph.Op;
import dev.kiln.engine.linux.Directory;
import dev.kiln.engine.linux.FileType;
import dev.kiln.engine.linux.ProcessIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyStepTest {
  @TempDir Path temp;
  private Tree context;
  private Tree image;
  private IgnoreRules ignored = IgnoreRules.NONE;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    assumeTrue(ProcessIdentity.effectiveUid() == 0, "needs root to give files their owners");
    context = new Tree(Directory.open(Files.createDirectory(temp.resolve("context"))));
    image = new Tree(Directory.open(Files.createDirectory(temp.resolve("image"))));
  }

  @AfterEach
  void close() {
    if (image != null) {
      context.root().close();
      image.root().close();
    }
  }

  // --- where files go

  @ParameterizedTest
  @CsvSource({
    "/f, /new, /new",
    "/f, /new/, /new/f",
    "/f, /deep/er/new, /deep/er/new",
    "/f, /there, /there/f",
    "/f, /there/, /there/f",
    "/d, /new, /new/inner",
    "/d, /there, /there/inner",
    "/d/, /there/, /there/inner",
    "/d/inner, /, /inner",
    "/*.txt, /new/, /new/a.txt",
    "/*/inner, /new/, /new/inner",
    "/[a-c].t?t, /new/, /new/a.txt",
    "/d*, /new/, /new/inner",
  })
  void a_copy_lands_where_the_reference_puts_it(String source, String destination, String expected)
      throws Exception {
    context.file("/f", "1").file("/d/inner", "2").file("/a.txt", "3");
    image.directory("/there");
    copy(destination, source);
    assertThat(image.status(expected).isRegular()).isTrue();
  }

  @Test
  void several_sources_go_into_one_directory() throws Exception {
    context.file("/a", "1").file("/b", "2").file("/d/c", "3");
    copy("/to/", "/a", "/b", "/d");
    assertThat(image.root().names("/to")).containsExactly("a", "b", "c");
  }

  @Test
  void several_files_need_a_directory() throws Exception {
    context.file("/a.txt", "1").file("/b.txt", "2");
    assertThatThrownBy(() -> copy("/to", "/*.txt"))
        .isInstanceOf(StepProblem.class)
        .hasMessageContaining("end it with a slash: /to/");
  }

  @Test
  void made_parents_belong_to_root_or_to_the_given_owner() throws Exception {
    context.file("/f", "1");
    image.directory("/old");
    copy("/a/b/f", "/f");
    assertThat(image.access("/a")).isEqualTo("0:0 755");
    assertThat(image.access("/a/b")).isEqualTo("0:0 755");
    run(op("/old/c/d/f", "12:34", null, "/f"));
    assertThat(image.access("/old")).isEqualTo("0:0 755");
    assertThat(image.access("/old/c")).isEqualTo("12:34 755");
    assertThat(image.access("/old/c/d")).isEqualTo("12:34 755");
    assertThat(image.access("/old/c/d/f")).isEqualTo("12:34 644");
  }

  // --- what files become

  @Test
  void files_of_the_context_belong_to_root_and_those_of_a_stage_keep_their_owner()
      throws Exception {
    context.file("/f", "1").owned("/f", 5, 6, 0751);
    copy("/context", "/f");
    run(new Op.Copy(Op.Origin.NODE, List.of("/f"), List.of(), "/stage", null, null, false));
    assertThat(image.access("/context")).isEqualTo("0:0 751");
    assertThat(image.access("/stage")).isEqualTo("5:6 751");
  }

  @Test
  void the_destination_keeps_its_owner_and_mode_and_directories_below_it_do_not() throws Exception {
    context.file("/src/sub/f", "1").owned("/src", 1, 1, 0700).owned("/src/sub", 1, 1, 0711);
    image.directory("/dst/sub").owned("/dst", 7, 8, 0750).owned("/dst/sub", 7, 8, 0777);
    copy("/dst/", "/src");
    assertThat(image.access("/dst")).isEqualTo("7:8 750");
    assertThat(image.access("/dst/sub")).isEqualTo("0:0 711");
  }

  @Test
  void times_are_kept() throws Exception {
    context.file("/d/f", "1");
    context.root().setTimes("/d/f", 1_000, 0);
    copy("/to/", "/d");
    assertThat(image.status("/to/f").mtimeSeconds()).isEqualTo(1_000);
  }

  @Test
  void a_mode_is_given_to_files_and_directories() throws Exception {
    context.file("/d/sub/f", "1");
    run(op("/to/", null, 0750, "/d"));
    assertThat(image.access("/to/sub")).isEqualTo("0:0 750");
    assertThat(image.access("/to/sub/f")).isEqualTo("0:0 750");
  }

  @Test
  void an_existing_file_is_replaced_and_not_written_through() throws Exception {
    context.file("/f", "new");
    image.file("/precious", "old").link("/to/f", "/precious");
    copy("/to/", "/f");
    assertThat(image.text("/precious")).isEqualTo("old");
    assertThat(image.status("/to/f").isRegular()).isTrue();
  }

  @Test
  void hard_links_stay_links() throws Exception {
    context.file("/d/a", "1");
    context.root().link("/d/a", "/d/b");
    copy("/to/", "/d");
    assertThat(image.status("/to/a").inode()).isEqualTo(image.status("/to/b").inode());
  }

  @Test
  void a_heredoc_becomes_a_file() throws Exception {
    var file = new Op.InlineFile("name", "text\n");
    run(new Op.Copy(Op.Origin.CONTEXT, List.of(), List.of(file), "/to/", "1:2", 0755, false));
    assertThat(image.text("/to/name")).isEqualTo("text\n");
    assertThat(image.access("/to/name")).isEqualTo("1:2 755");
  }

  // --- links

  @Test
  void a_named_link_is_followed_and_links_inside_are_kept() throws Exception {
    context.file("/real/f", "1").link("/real/inner", "f").link("/named", "real").link("/l", "/x/y");
    context.file("/x/y", "2");
    copy("/dir/", "/named");
    copy("/file/", "/l");
    assertThat(image.root().readLink("/dir/inner")).isEqualTo("f");
    assertThat(image.status("/file/l").isRegular()).isTrue();
    assertThat(image.text("/file/l")).isEqualTo("2");
  }

  @Test
  void absolute_links_of_the_image_lead_inside_it() throws Exception {
    context.file("/f", "1").file("/d/g", "2");
    image.directory("/run").link("/var/run", "/run");
    copy("/var/run/", "/f");
    copy("/var/run/deep/", "/d");
    assertThat(image.text("/run/f")).isEqualTo("1");
    assertThat(image.text("/run/deep/g")).isEqualTo("2");
    assertThat(image.status("/var/run").isSymlink()).isTrue();
  }

  @Test
  void a_directory_goes_into_the_one_that_a_link_in_the_image_leads_to() throws Exception {
    context.file("/root/lib/new", "1");
    image.file("/usr/lib/old", "2").link("/lib", "usr/lib");
    copy("/", "/root");
    assertThat(image.status("/lib").isSymlink()).isTrue();
    assertThat(image.root().names("/usr/lib")).containsExactly("new", "old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../outside", "/../outside", "../../../../../../outside", "up/outside"})
  void a_source_never_leaves_the_context(String target) throws Exception {
    Files.writeString(temp.resolve("outside"), "secret");
    context.link("/up", "..").link("/link", target);
    assertThatThrownBy(() -> copy("/to", "/link"))
        .isInstanceOf(StepProblem.class)
        .hasMessageContaining("'link' is not in the build context");
    assertThat(image.has("/to")).isFalse();
  }

  @Test
  void a_source_through_a_link_to_the_machines_root_finds_the_contexts() throws Exception {
    context.file("/mine", "1").link("/all", "/");
    copy("/to/", "/all/mine");
    assertThat(image.text("/to/mine")).isEqualTo("1");
    assertThatThrownBy(() -> copy("/to/", "/all/etc/passwd")).isInstanceOf(StepProblem.class);
  }

  @ParameterizedTest
  @CsvSource({"/dir/, /f", "/dir/f, /f", "/dir/new/, /f", "/dir, /d", "/dir/sub/, /d"})
  void a_destination_never_leaves_the_image(String destination, String source) throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    context.file("/f", "1").file("/d/f", "2");
    image.link("/dir", outside.toString());
    copy(destination, source);
    assertThat(outside).isEmptyDirectory();
    image.root().removeTree("/dir");
    image.link("/dir", "../../outside");
    copy(destination, source);
    assertThat(outside).isEmptyDirectory();
    assertThat(image.has("/outside")).isTrue();
  }

  @Test
  void a_link_below_the_destination_is_not_a_way_out() throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    context.file("/d/sub/f", "1");
    image.directory("/to").link("/to/sub", outside.toString());
    assertThatThrownBy(() -> copy("/to/", "/d")).isInstanceOf(StepProblem.class);
    assertThat(outside).isEmptyDirectory();
  }

  // --- what cannot be

  @Test
  void a_file_does_not_replace_a_directory_nor_a_directory_a_file() throws Exception {
    context.file("/f", "1").file("/d/f/g", "2");
    image.directory("/dir/f").file("/file", "3").file("/into/f", "4");
    assertThatThrownBy(() -> copy("/dir/", "/f"))
        .isInstanceOf(StepProblem.class)
        .hasMessage("cannot copy a file onto '/dir/f', which is a directory");
    assertThatThrownBy(() -> copy("/file", "/d"))
        .isInstanceOf(StepProblem.class)
        .hasMessage("cannot copy a directory onto '/file', which is a file");
    assertThatThrownBy(() -> copy("/into", "/d"))
        .isInstanceOf(StepProblem.class)
        .hasMessageContaining("onto the file '/into/f'");
  }

  @ParameterizedTest
  @CsvSource({"/file/new, /f", "/file/, /f", "/file/deep/er/, /f", "/file/new/, /d"})
  void a_destination_below_a_file_is_the_users_mistake(String destination, String source)
      throws Exception {
    context.file("/f", "1").file("/d/g", "2");
    image.file("/file", "3");
    assertThatThrownBy(() -> copy(destination, source))
        .isInstanceOf(StepProblem.class)
        .hasMessageContaining("/file");
    assertThat(image.text("/file")).isEqualTo("3");
  }

  @Test
  void links_that_lead_in_a_circle_are_the_users_mistake() throws Exception {
    context.link("/a", "b").link("/b", "a").file("/f", "1");
    image.link("/x", "y").link("/y", "x");
    assertThatThrownBy(() -> copy("/to", "/a")).isInstanceOf(StepProblem.class);
    assertThatThrownBy(() -> copy("/x/to", "/f")).isInstanceOf(StepProblem.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /app/mian.go | 'app/mian.go' is not in the build context | did you mean 'main.go'?
          /app/zzz     | 'app/zzz' is not in the build context     | there are: main.go
          /ap/main.go  | 'ap/main.go' is not in the build context  | nor is the directory 'ap'
          /*.rs        | no file of the build context matches '*.rs' |
          /nil/*       | no file of the build context matches 'nil/*' |
          /a[          | 'a[' is no pattern                        |
          """)
  void a_missing_source_is_told_with_a_remedy(String source, String problem, @Nullable String hint)
      throws Exception {
    context.file("/app/main.go", "1").directory("/empty");
    assertThatThrownBy(() -> copy("/to/", source))
        .isInstanceOf(StepProblem.class)
        .hasMessageStartingWith(problem)
        .hasMessageContaining(hint == null ? "" : hint);
  }

  // --- .dockerignore

  @Test
  void ignored_files_are_left_out_and_exceptions_below_an_ignored_directory_are_not()
      throws Exception {
    ignore("secret", "node_modules", "!node_modules/keep/me", "**/*.log");
    context.file("/secret", "1").file("/f", "2").file("/a/b.log", "3");
    context.file("/node_modules/x", "4").file("/node_modules/keep/me", "5");
    copy("/to/", "/");
    assertThat(image.root().names("/to")).containsExactly("a", "f", "node_modules");
    assertThat(image.root().names("/to/a")).isEmpty();
    assertThat(image.root().names("/to/node_modules")).containsExactly("keep");
    assertThat(image.text("/to/node_modules/keep/me")).isEqualTo("5");
  }

  @Test
  void a_named_file_that_is_ignored_is_told_so() throws Exception {
    ignore("secret");
    context.file("/secret", "1").link("/alias", "secret");
    assertThatThrownBy(() -> copy("/to/", "/secret"))
        .hasMessageStartingWith("'secret' is left out of the build context by the ignore file")
        .hasMessageContaining("!secret");
    assertThatThrownBy(() -> copy("/to/", "/alias")).isInstanceOf(StepProblem.class);
    assertThatThrownBy(() -> copy("/to/", "/s*")).hasMessageContaining("matches 's*'");
  }

  // --- owners by name

  @ParameterizedTest
  @CsvSource({
    "app, 100:101",
    "app:staff, 100:50",
    "app:7, 100:7",
    "5, 5:5",
    "5:staff, 5:50",
    "100, 100:100",
  })
  void owners_are_those_of_the_image(String owner, String expected) throws Exception {
    image.file("/etc/passwd", "root:x:0:0::/:\napp:x:100:101::/home/app:/bin/sh\nbroken\n");
    image.file("/etc/group", "root:x:0:\nstaff:x:50:app\n");
    context.file("/f", "1");
    run(op("/f", owner, null, "/f"));
    assertThat(image.access("/f")).isEqualTo(expected + " 644");
  }

  @ParameterizedTest
  @CsvSource({"nobody1, user 'nobody1'", "0:nogroup1, group 'nogroup1'", "4294967295, user"})
  void an_owner_that_the_image_does_not_have_is_told(String owner, String message)
      throws Exception {
    context.file("/f", "1");
    assertThatThrownBy(() -> run(op("/f", owner, null, "/f")))
        .isInstanceOf(StepProblem.class)
        .hasMessageContaining("the image has no " + message);
  }

  @Test
  void the_accounts_are_the_images_even_where_a_link_leads_out() throws Exception {
    Files.writeString(temp.resolve("passwd"), "outside:x:9:9::/:\n");
    image.directory("/etc").link("/etc/passwd", temp.resolve("passwd").toString());
    context.file("/f", "1");
    assertThatThrownBy(() -> run(op("/f", "outside", null, "/f"))).isInstanceOf(StepProblem.class);
  }

  // --- ADD

  @ParameterizedTest
  @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
  void an_added_archive_is_unpacked_whatever_its_name(Compression compression) throws Exception {
    context.bytes("/data.txt", archive(compression));
    run(add("/to", null, "/data.txt"));
    assertThat(image.text("/to/inside")).isEqualTo("text");
    assertThat(image.access("/to/inside")).isEqualTo("3:4 640");
    run(add("/owned/", "8:9", "/data.txt"));
    assertThat(image.access("/owned/inside")).isEqualTo("8:9 640");
  }

  @Test
  void what_is_only_named_like_an_archive_is_copied() throws Exception {
    context.file("/x.tar.gz", "no archive").file("/empty.tar", "");
    run(add("/to/", null, "/x.tar.gz"));
    run(add("/to/", null, "/empty.tar"));
    assertThat(image.text("/to/x.tar.gz")).isEqualTo("no archive");
    assertThat(image.text("/to/empty.tar")).isEmpty();
  }

  @Test
  void a_copied_archive_stays_one() throws Exception {
    context.bytes("/a.tar", archive(Compression.NONE));
    copy("/to/", "/a.tar");
    assertThat(image.root().names("/to")).containsExactly("a.tar");
  }

  @Test
  void pipes_are_copied_and_sockets_mean_nothing() throws Exception {
    context.directory("/d");
    context.root().makeNode("/d/pipe", FileType.FIFO, 0600, 0, 0);
    context.root().makeNode("/d/socket", FileType.SOCKET, 0600, 0, 0);
    copy("/to/", "/d");
    assertThat(image.root().names("/to")).containsExactly("pipe");
  }

  private static byte[] archive(Compression compression) throws IOException {
    var content = "text".getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream();
    try (var compressed = compression.compress(bytes, compression.defaultLevel())) {
      var tar = new TarWriter(compressed);
      tar.write(
          new TarEntry("inside", TarEntry.Type.REGULAR, 0640, 3, 4, 4, 5, 0, "", 0, 0, Map.of()),
          new ByteArrayInputStream(content));
      tar.finish();
    }
    return bytes.toByteArray();
  }

  private void ignore(String... patterns) throws PatternException {
    ignored = IgnoreRules.of(List.of(patterns));
  }

  private static Op.Copy op(
      String destination, @Nullable String owner, @Nullable Integer mode, String... sources) {
    return new Op.Copy(
        Op.Origin.CONTEXT, List.of(sources), List.of(), destination, owner, mode, false);
  }

  private static Op.Copy add(String destination, @Nullable String owner, String source) {
    return new Op.Copy(
        Op.Origin.CONTEXT, List.of(source), List.of(), destination, owner, null, true);
  }

  private void copy(String destination, String... sources) throws IOException, StepProblem {
    run(op(destination, null, null, sources));
  }

  private void run(Op.Copy op) throws IOException, StepProblem {
    CopyStep.execute(op, context.context(ignored), image.root(), warnings::add);
  }
}
