package dev.kiln.engine.dockerfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole files: stages, directives, and what is said of those that cannot be built. */
class DockerfileTest {
  private static Dockerfile parse(String text) throws DockerfileException {
    return Dockerfile.parse("Dockerfile", text.getBytes(UTF_8));
  }

  private static DockerfileException failure(byte[] content) {
    return catchThrowableOfType(
        DockerfileException.class, () -> Dockerfile.parse("Dockerfile", content));
  }

  @Test
  void groupsInstructionsIntoStages() throws Exception {
    var file =
        parse("ARG v=1\nFROM a:$v AS Build\nRUN x\nARG y\nFROM build\nCOPY --from=BUILD /a /b\n");
    assertThat(file.globalArgs()).hasSize(1);
    assertThat(file.stages()).hasSize(2);
    assertThat(file.stages().getFirst().name()).contains("build");
    assertThat(file.stages().getFirst().instructions())
        .extracting(Instruction::text)
        .containsExactly("RUN x", "ARG y");
    assertThat(file.stages().getLast().index()).isEqualTo(1);
    assertThat(file.stages().getLast().name()).isEmpty();
  }

  @Test
  void readsDirectives() throws Exception {
    var file = parse("\uFEFF# Syntax = a/b:1\n#ESCAPE=`\n# check=skip=all\nFROM a\nRUN x `\n y\n");
    assertThat(file.directives()).isEqualTo(new Directives("a/b:1", '`', "skip=all"));
    assertThat(file.stages().getFirst().instructions().getFirst().text()).isEqualTo("RUN x  y");
    assertThat(parse("# a\n# escape=`\nFROM a").directives()).isEqualTo(Directives.DEFAULT);
    assertThat(parse("# other=1\n# escape=`\nFROM a").directives()).isEqualTo(Directives.DEFAULT);
  }

  @Test
  void readsWindowsLineEnds() throws Exception {
    var file = parse("FROM a\r\nRUN x \\\r\n  y\r\nCOPY <<f /\r\none\r\nf\r\n");
    var instructions = file.stages().getFirst().instructions();
    assertThat(instructions.getFirst().text()).isEqualTo("RUN x   y");
    assertThat(((Copy) instructions.getLast()).inline().getFirst().content()).isEqualTo("one\r\n");
  }

  @Test
  void warnsOfEmptyLinesInInstructions() throws Exception {
    var file = parse("FROM a\nRUN x \\\n\n  y\n");
    assertThat(file.warnings()).hasSize(1);
    assertThat(file.warnings().getFirst().format())
        .isEqualTo(
            """
            Dockerfile:2: an empty line inside an instruction
              2 | RUN x \\
              remove the empty line or end the instruction before it\
            """);
  }

  @Test
  void acceptsACaseThatLooksWrongWhereItIsNot() throws Exception {
    parse("FROM a AS Base\nFROM Base\n");
    parse("FROM $Image\nFROM Registry.io/a:V1\nFROM localhost:5000/a/b:V1.2\nFROM a@sha256:AB\n");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    var failure = failure("FROM a\nRUM x\nCOPY y\nRUN --mout=a b\nUSER\n".getBytes(UTF_8));
    assertThat(failure.problems())
        .extracting(problem -> problem.range().startLine())
        .containsExactly(2, 3, 4, 5);
    assertThat(failure)
        .hasMessage(
            """
            Dockerfile:2: unknown instruction 'RUM'
              2 | RUM x
              did you mean 'RUN'?
            Dockerfile:3: COPY needs a source and a destination
              3 | COPY y
              write COPY source destination
            Dockerfile:4: RUN has no flag --mout
              4 | RUN --mout=a b
              did you mean --mount? RUN takes --device, --mount, --network, --security
            Dockerfile:5: USER needs a user
              5 | USER
              write USER name or USER name:group\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                               | 1: there is no FROM — begin with FROM image
          ARG a                            | 1: there is no FROM — begin with FROM image
          RUN a;FROM b                     | 1: RUN must come after FROM — only ARG may stand before FROM
          # escape=`;# escape=`;FROM a     | 2: the parser directive 'escape' is given twice — keep one of them
          # escape=x;FROM a                | 1: the escape character cannot be 'x' — it is either \\ or `
          FROM                             | 1: FROM takes an image and, if the stage has a name, AS and the name — write FROM image or FROM image AS name
          FROM a b                         | 1: FROM takes an image and, if the stage has a name, AS and the name — write FROM image or FROM image AS name
          FROM a AS 1b                     | 1: '1b' cannot name a stage — a name starts with a letter and goes on with letters, digits, '-', '_' and '.'
          FROM Ubuntu                      | 1: the repository name 'Ubuntu' has upper-case letters — did you mean ubuntu?
          FROM h.io/Team/App:V1            | 1: the repository name 'Team/App' has upper-case letters — did you mean h.io/team/app:V1?
          FROM Ubuntu:24.04@sha256:AB      | 1: the repository name 'Ubuntu' has upper-case letters — did you mean ubuntu:24.04@sha256:AB?
          FROM --platfrom=x a              | 1: FROM has no flag --platfrom — did you mean --platform? FROM takes --platform
          FROM a;FROM b;COPY --from=c d e;FROM f AS c | 3: COPY --from=c: the stage comes later, at Dockerfile:4 — move that stage above this one
          FROM a AS b;COPY --from=B c d    | 2: COPY --from=B: a stage cannot take from itself — name an earlier stage or an image
          FROM a;COPY --from=0 c d         | 2: COPY --from=0: a stage cannot take from itself — name an earlier stage or an image
          FROM a;COPY --from=3 c d         | 2: COPY --from=3: there is no stage 3 — stages are counted from 0; this one is stage 0
          FROM a;RUN --mount=from=b,target=/x c;FROM d AS b | 2: RUN --mount from=b: the stage comes later, at Dockerfile:3 — move that stage above this one
          FROM a;COPY b c d                | 2: COPY with several sources needs a directory as its destination — end it with a slash: d/
          FROM a;COPY --from=b --from=c d e | 2: the flag --from is given twice
          FROM a;COPY --from b c           | 2: the flag --from needs a value — write --from=value
          FROM a;COPY --link=maybe b c     | 2: the flag --link cannot be 'maybe' — it is either true or false
          FROM a;COPY ["b", 1]             | 2: a JSON array here may hold strings only — put every element in double quotes
          FROM a;COPY <<EOF /b;c           | 2: the heredoc 'EOF' is not terminated — end it with a line that is just EOF
          FROM a;COPY b <<EOF;EOF          | 2: COPY cannot take a heredoc as its destination — write the destination after the heredoc
          FROM a AS b;FROM a;COPY --from=b <<E /c;E | 3: COPY --from cannot take a heredoc — copy the heredoc with an instruction of its own
          FROM a;ADD --from=b c d          | 2: ADD has no flag --from — ADD takes --checksum, --chmod, --chown, --exclude, --keep-git-dir, --link, --unpack
          FROM a;RUN                       | 2: RUN needs a command — write RUN command
          FROM a;RUN []                    | 2: RUN needs a command — write RUN command
          FROM a;RUN --security=insecure b | 2: RUN --security=insecure is not supported: a build step never gets more privileges — remove the flag
          FROM a;RUN --device=gpu b        | 2: RUN --device is not supported: a build step gets no devices — remove the flag
          FROM a;RUN --network=hots b      | 2: the flag --network cannot be 'hots' — did you mean 'host'?
          FROM a;CMD                       | 2: CMD needs a command — to clear it write CMD []
          FROM a;SHELL sh -c               | 2: SHELL needs a program and its arguments as a JSON array — write SHELL ["/bin/sh", "-c"]
          FROM a;ENV b                     | 2: ENV b has no value — write ENV b=value
          FROM a;ENV b=1 c                 | 2: ENV: 'c' has no '=' — write c=value, and quote values that hold white space
          FROM a;ENV =1                    | 2: an ENV has no name in front of '='
          FROM a;ARG =1                    | 2: an ARG has no name in front of '='
          FROM a;LABEL                     | 2: LABEL needs a name and a value — write LABEL name=value
          FROM a;EXPOSE                    | 2: EXPOSE needs a port — write EXPOSE 8080 or EXPOSE 53/udp
          FROM a;VOLUME []                 | 2: VOLUME needs a path — write VOLUME /path
          FROM a;WORKDIR                   | 2: WORKDIR needs a path — write WORKDIR /path
          FROM a;WORKDIR --x /y            | 2: WORKDIR has no flag --x — WORKDIR takes no flags
          FROM a;HEALTHCHECK               | 2: HEALTHCHECK needs a check — write HEALTHCHECK CMD command or HEALTHCHECK NONE
          FROM a;HEALTHCHECK CMD           | 2: HEALTHCHECK CMD needs a command — write HEALTHCHECK CMD command
          FROM a;HEALTHCHECK NONE x        | 2: HEALTHCHECK NONE takes no flags and no arguments
          FROM a;HEALTHCHECK CDM x         | 2: unknown health check 'CDM' — did you mean 'CMD'?
          FROM a;HEALTHCHECK --interval=5 CMD x | 2: the flag --interval cannot be '5' — give a number with a unit, such as 30s or 1m30s
          FROM a;HEALTHCHECK --timeout=1us CMD x | 2: the flag --timeout cannot be '1us' — the least is 1ms; 0s is the default
          FROM a;HEALTHCHECK --retries=-1 CMD x | 2: the flag --retries cannot be '-1' — give a number, 0 for the default
          FROM a;ONBUILD                   | 2: ONBUILD needs an instruction — write ONBUILD RUN command
          FROM a;ONBUILD FROM b            | 2: FROM is not allowed in ONBUILD — ONBUILD takes any instruction but ONBUILD, FROM and MAINTAINER
          FROM a;ONBUILD ONBUILD RUN b     | 2: ONBUILD is not allowed in ONBUILD — ONBUILD takes any instruction but ONBUILD, FROM and MAINTAINER
          FROM a;ONBUILD RUNN b            | 2: unknown instruction 'RUNN' — did you mean 'RUN'?
          FROM a;FOOBAR b                  | 2: unknown instruction 'FOOBAR' — instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR
          """)
  void saysWhatIsWrong(String lines, String expected) {
    var problems = failure(lines.replace(';', '\n').getBytes(UTF_8)).problems();
    assertThat(problems).hasSize(1);
    var problem = problems.getFirst();
    var hint = problem.hint() == null ? "" : " — " + problem.hint();
    assertThat(problem.range().startLine() + ": " + problem.message() + hint).isEqualTo(expected);
  }

  @Test
  void refusesLinesThatAreTooLong() throws Exception {
    var prefix = "FROM a\nRUN ";
    parse(prefix + "x".repeat(65_531) + "\n");
    var failure = failure((prefix + "x".repeat(65_532) + "\n").getBytes(UTF_8));
    assertThat(failure.problems()).hasSize(1);
    assertThat(failure.problems().getFirst().message())
        .isEqualTo("the line has 65536 bytes, more than 65535");
  }

  @Test
  void refusesTextThatIsNotUtf8ExceptInComments() throws Exception {
    Dockerfile.parse("Dockerfile", "# gr\u00fcn\nFROM a".getBytes(StandardCharsets.ISO_8859_1));
    var failure = failure("FROM a\nRUN gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failure).hasMessageContaining("Dockerfile:2: the line is not UTF-8 text");
  }
}
