package dev.kiln.engine.dockerfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each instruction makes of its line. */
class InstructionsTest {
  private static Instruction parse(String lines) throws DockerfileException {
    return Dockerfile.parse("Dockerfile", ("FROM scratch\n" + lines).getBytes(UTF_8))
        .stages()
        .getFirst()
        .instructions()
        .getFirst();
  }

  private static <T extends Instruction> T parse(String lines, Class<T> type)
      throws DockerfileException {
    var instruction = parse(lines);
    assertThat(instruction).isInstanceOf(type);
    return type.cast(instruction);
  }

  private static From from(String line) throws DockerfileException {
    return Dockerfile.parse("Dockerfile", line.getBytes(UTF_8)).stages().getFirst().from();
  }

  @Test
  void from() throws Exception {
    var plain = from("from --platform=$BUILDPLATFORM golang:1.22");
    assertThat(plain.platform()).isEqualTo("$BUILDPLATFORM");
    assertThat(plain.image()).isEqualTo("golang:1.22");
    assertThat(plain.name()).isNull();
    assertThat(plain.text()).isEqualTo("FROM --platform=$BUILDPLATFORM golang:1.22");
    assertThat(from("FROM a as Build-1.x").name()).isEqualTo("build-1.x");
  }

  @Test
  void arg() throws Exception {
    assertThat(parse("ARG a b=1 c= d=\"x y\"", Arg.class).args())
        .containsExactly(
            new KeyValue("a", null),
            new KeyValue("b", "1"),
            new KeyValue("c", ""),
            new KeyValue("d", "\"x y\""));
  }

  @Test
  void envAndLabel() throws Exception {
    assertThat(parse("ENV a=1 b='x y'", Env.class).variables())
        .containsExactly(new KeyValue("a", "1"), new KeyValue("b", "'x y'"));
    assertThat(parse("ENV a  x y=z", Env.class).variables())
        .containsExactly(new KeyValue("a", "x y=z"));
    assertThat(parse("LABEL \"a b\"=$c", Label.class).labels())
        .containsExactly(new KeyValue("\"a b\"", "$c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          CMD a  b        | Shell[text=a  b]
          CMD ["a", "b"]  | Exec[args=[a, b]]
          CMD ["a", b]    | Shell[text=["a", b]]
          CMD ["a"] b     | Shell[text=["a"] b]
          CMD []          | Exec[args=[]]
          """)
  void commands(String line, String expected) throws Exception {
    assertThat(parse(line, Cmd.class).command()).hasToString(expected);
    assertThat(parse(line.replace("CMD", "entrypoint"), Entrypoint.class).command())
        .hasToString(expected);
  }

  @Test
  void copy() throws Exception {
    var copy =
        parse(
            "COPY --from=img --chown=a:b --chmod=u+x --link --parents=true --exclude=*.a"
                + " --exclude=b -- $x y/ z/",
            Copy.class);
    assertThat(copy.sources()).containsExactly("$x", "y/");
    assertThat(copy.destination()).isEqualTo("z/");
    assertThat(copy.from()).isEqualTo("img");
    assertThat(copy.chown()).isEqualTo("a:b");
    assertThat(copy.chmod()).isEqualTo("u+x");
    assertThat(copy.link()).isTrue();
    assertThat(copy.parents()).isTrue();
    assertThat(copy.excludes()).containsExactly("*.a", "b");
    assertThat(parse("COPY [\"a b\", \"c\"]", Copy.class).sources()).containsExactly("a b");
  }

  @Test
  void add() throws Exception {
    var add =
        parse("ADD --checksum=sha256:0 --keep-git-dir --unpack=false https://h/x /y", Add.class);
    assertThat(add.checksum()).isEqualTo("sha256:0");
    assertThat(add.keepGitDir()).isTrue();
    assertThat(add.unpack()).isFalse();
    assertThat(parse("ADD a b", Add.class).unpack()).isNull();
  }

  @Test
  void copyOfHeredocs() throws Exception {
    var copy =
        parse(
            "COPY --chmod=644 <<a.txt x <<-\"b.txt\" /d/\n$one\na.txt\n\t\ttwo\n\tb.txt\n",
            Copy.class);
    assertThat(copy.sources()).containsExactly("x");
    assertThat(copy.inline())
        .containsExactly(
            new Heredoc("a.txt", true, false, "$one\n"),
            new Heredoc("b.txt", false, true, "\t\ttwo\n"));
    assertThat(copy.inline().getLast().body()).isEqualTo("two\n");
    assertThat(copy.text()).isEqualTo("COPY --chmod=644 <<a.txt x <<-\"b.txt\" /d/");
    assertThat(copy.range()).isEqualTo(new SourceRange("Dockerfile", 2, 1, 6));
  }

  @Test
  void run() throws Exception {
    var run =
        parse(
            "RUN --network=none --security=sandbox --mount=type=cache,target=/c,id=$x a && \\\n"
                + "  # comment\n  b",
            Run.class);
    assertThat(run.network()).isEqualTo(Run.Network.NONE);
    assertThat(run.command()).isEqualTo(new CommandLine.Shell("a &&   b"));
    assertThat(run.invocation()).isEqualTo(new Run.Invocation(run.command(), null));
    assertThat(run.mounts()).hasSize(1);
    assertThat(run.range()).isEqualTo(new SourceRange("Dockerfile", 2, 1, 4));
  }

  @Test
  void runOfALoneHeredocIsAScriptForTheShell() throws Exception {
    var run = parse("RUN <<EOF\necho $a\necho b\nEOF\n", Run.class);
    assertThat(run.invocation())
        .isEqualTo(new Run.Invocation(new CommandLine.Shell("echo $a\necho b\n"), null));
  }

  @Test
  void runOfAHeredocThatNamesItsInterpreterIsAFile() throws Exception {
    var run = parse("RUN <<-py\n\t#!/usr/bin/python3\n\tprint(1)\n\tpy\n", Run.class);
    assertThat(run.invocation())
        .isEqualTo(
            new Run.Invocation(new CommandLine.Shell("#!/usr/bin/python3\nprint(1)\n"), null));
    var plain = parse("RUN <<py\n#!/usr/bin/python3\nprint(1)\npy\n", Run.class);
    assertThat(plain.invocation())
        .isEqualTo(
            new Run.Invocation(
                new CommandLine.Shell("/dev/pipes/py"),
                new Run.Script("/dev/pipes/py", "#!/usr/bin/python3\nprint(1)\n")));
  }

  @Test
  void runLeavesOtherHeredocsToTheShell() throws Exception {
    var run = parse("RUN cat <<A - <<B > /x\none\nA\ntwo\nB\n", Run.class);
    assertThat(run.invocation().command())
        .isEqualTo(new CommandLine.Shell("cat <<A - <<B > /x\none\nA\ntwo\nB"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RUN echo $((1<<2))",
        "RUN echo '<<EOF'",
        "RUN cat <<< EOF",
        "RUN [\"echo\", \"<<EOF\"]",
        "RUN echo a\\<<EOF"
      })
  void notEverythingIsAHeredoc(String line) throws Exception {
    assertThat(parse(line, Run.class).heredocs()).isEmpty();
  }

  @Test
  void healthcheck() throws Exception {
    assertThat(parse("HEALTHCHECK none", Healthcheck.class).check())
        .isEqualTo(new Healthcheck.None());
    assertThat(
            parse(
                    "HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0s"
                        + " --start-interval=250ms --retries=3 CMD [\"a\"]",
                    Healthcheck.class)
                .check())
        .isEqualTo(
            new Healthcheck.Probe(
                new CommandLine.Exec(List.of("a")),
                Duration.ofSeconds(90),
                Duration.ofMillis(1500),
                Duration.ZERO,
                Duration.ofMillis(250),
                3));
    assertThat(parse("HEALTHCHECK CMD a b", Healthcheck.class).check())
        .isEqualTo(
            new Healthcheck.Probe(new CommandLine.Shell("a b"), null, null, null, null, null));
  }

  @Test
  void onbuild() throws Exception {
    var onbuild = parse("ONBUILD run  --network=none a", Onbuild.class);
    assertThat(onbuild.trigger()).isEqualTo("run  --network=none a");
    assertThat(onbuild.instruction()).isInstanceOf(Run.class);
    var heredoc = parse("ONBUILD COPY <<a /x\none\na\n", Onbuild.class);
    assertThat(heredoc.trigger()).isEqualTo("COPY <<a /x\none\na");
    var again = Dockerfile.parseTrigger("base:1", heredoc.trigger());
    assertThat(again).isInstanceOf(Copy.class);
    assertThat(((Copy) again).inline()).containsExactly(new Heredoc("a", true, false, "one\n"));
    assertThat(again.range().toString()).isEqualTo("base:1:1");
  }

  @Test
  void triggersOfBaseImagesAreCheckedToo() {
    assertThatThrownBy(() -> Dockerfile.parseTrigger("base:1", "FROM x"))
        .isInstanceOf(DockerfileException.class)
        .hasMessageStartingWith("base:1:1: FROM is not allowed in ONBUILD");
    assertThatThrownBy(() -> Dockerfile.parseTrigger("base:1", "RUN a\nRUN b"))
        .hasMessageContaining("an ONBUILD trigger is one instruction");
  }

  @Test
  void theRest() throws Exception {
    assertThat(parse("EXPOSE 80 $p/udp", Expose.class).ports()).containsExactly("80", "$p/udp");
    assertThat(parse("VOLUME [\"/a b\"]", Volume.class).paths()).containsExactly("/a b");
    assertThat(parse("VOLUME /a /b", Volume.class).paths()).containsExactly("/a", "/b");
    assertThat(parse("USER a:b", User.class).user()).isEqualTo("a:b");
    assertThat(parse("WORKDIR /a b", Workdir.class).path()).isEqualTo("/a b");
    assertThat(parse("STOPSIGNAL SIGINT", Stopsignal.class).signal()).isEqualTo("SIGINT");
    assertThat(parse("MAINTAINER a <b@c>", Maintainer.class).name()).isEqualTo("a <b@c>");
    assertThat(parse("SHELL [\"/bin/bash\", \"-c\"]", Shell.class).args())
        .containsExactly("/bin/bash", "-c");
    assertThat(parse("  sTopsignal 9").keyword()).isEqualTo("STOPSIGNAL");
    assertThat(parse("  USER a").range()).isEqualTo(new SourceRange("Dockerfile", 2, 3, 2));
  }
}
