package dev.kiln.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.cli.progress.Terminal.Size;
import dev.kiln.engine.BuildException.Blame;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.FailureReason;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import dev.kiln.engine.solver.ProgressEvent.Stream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisplayTest {
  private final Script script = new Script();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesAreForLogs() {
    var display = new PlainDisplay(out, script::now);
    display.note("--rm has no effect");
    script.play(display);
    display.on(new ProgressEvent.Finished(Script.RUN, Outcome.DONE, Duration.ofMillis(900)));
    display.built(Script.RESULT);
    assertThat(shown())
        .isEqualTo(
            """
            note: --rm has no effect
            #1 [internal] load build definition from Dockerfile
            #1 DONE 0.0s

            #2 [1/3] FROM docker.io/library/node:20
            #2 1.50MB / 2.00MB 5.1s
            #2 DONE 5.1s

            #3 [2/3] WORKDIR /web-ping
            #3 CACHED

            WARNING: MAINTAINER is deprecated\ufffd
            #4 [3/3] RUN <<E make E
            #4 0.312 compiling
            #4 DONE 0.9s

            Name:     docker.io/library/web-ping:latest
            Digest:   %s
            Image ID: %s
            """
                .formatted(Script.DIGEST, Script.CONFIG));
  }

  @Test
  void outputOfStepsThatRunAtOnceStaysTellable() {
    var display = new PlainDisplay(out, script::now);
    display.on(new ProgressEvent.Started(Script.WORKDIR));
    display.on(new ProgressEvent.Started(Script.FROM));
    display.on(new ProgressEvent.Output(Script.WORKDIR, Stream.STDERR, "a"));
    display.on(new ProgressEvent.Finished(Script.FROM, Outcome.CANCELED, Duration.ZERO));
    display.canceled();
    assertThat(shown())
        .isEqualTo(
            """
            #3 [2/3] WORKDIR /web-ping

            #2 [1/3] FROM docker.io/library/node:20

            #3 [2/3] WORKDIR /web-ping
            #3 0.000 a

            #2 [1/3] FROM docker.io/library/node:20
            #2 CANCELED 0.0s

            Canceled.
            """);
  }

  @Test
  void aFailureShowsTheOutputThePlaceAndTheCause() {
    var display = new PlainDisplay(out, script::now);
    display.on(new ProgressEvent.Started(Script.RUN));
    display.on(new ProgressEvent.Finished(Script.RUN, Outcome.FAILED, Duration.ofMillis(300)));
    display.failed(Script.FAILURE);
    assertThat(shown())
        .isEqualTo(
            """
            #4 [3/3] RUN <<E make E
            #4 ERROR 0.3s

            ------
             > RUN make \\ all:
            cc main.c
            main.c:1: error
            ------
            Dockerfile:7
            --------------------
               7 | >>> RUN make \\
               8 | >>>     all
            --------------------
            ERROR: the command exited with status 2
            Run it with --progress plain to see all of its output.
            """);
  }

  @Test
  void aMessageThatTellsItsPlaceIsNotGivenItTwice() {
    new QuietDisplay(out)
        .failed(
            new Failure(
                Blame.BUILD,
                FailureReason.DockerfileInvalid,
                "Dockerfile:1: unknown instruction 'FRM'\n  1 | FRM x\n  did you mean 'FROM'?",
                "Dockerfile",
                1,
                "FRM x",
                null,
                null,
                null));
    assertThat(shown())
        .isEqualTo(
            """
            ERROR: Dockerfile:1: unknown instruction 'FRM'
              1 | FRM x
              did you mean 'FROM'?
            """);
  }

  @Test
  void jsonIsOneDocumentALine() {
    var display = new JsonDisplay(out);
    display.note("n");
    script.play(display);
    display.failed(Script.FAILURE);
    display.built(Script.RESULT);
    display.refused("InvalidSpec", "m");
    display.canceled();
    assertThat(shown())
        .isEqualTo(
            """
            {"event":"note","message":"n"}
            {"event":"started","id":1,"name":"[internal] load build definition from Dockerfile"}
            {"event":"finished","id":1,"outcome":"done","durationMillis":20}
            {"event":"started","id":2,"name":"[1/3] FROM docker.io/library/node:20"}
            {"event":"transferred","id":2,"current":500000,"total":2000000}
            {"event":"transferred","id":2,"current":1500000,"total":2000000}
            {"event":"finished","id":2,"outcome":"done","durationMillis":5100}
            {"event":"started","id":3,"name":"[2/3] WORKDIR /web-ping"}
            {"event":"finished","id":3,"outcome":"cached","durationMillis":0}
            {"event":"warned","message":"MAINTAINER is deprecated\\u0007"}
            {"event":"started","id":4,"name":"[3/3] RUN <<E\\n  make\\u001B[2J\\nE"}
            {"event":"output","id":4,"stream":"stdout","line":"\\u001B[32mcompiling\\u001B[0m"}
            {"event":"failed","reason":"RunFailed","blame":"build",\
            "message":"the command exited with status 2\\nRun it with --progress plain to see all of\
             its output.","file":"Dockerfile","line":7,"instruction":"RUN make \\\\\\n    all",\
            "stage":"build","exitCode":2,\
            "log":"cc main.c\\n\\u001B[31mmain.c:1: error\\u001B[0m\\n"}
            {"event":"built","names":["docker.io/library/web-ping:latest"],"digest":"%s",\
            "imageId":"%s","size":99}
            {"event":"failed","reason":"InvalidSpec","message":"m"}
            {"event":"canceled"}
            """
                .formatted(Script.DIGEST, Script.CONFIG));
  }

  @Test
  void aTerminalEndsWithTheWholePicture() {
    Terminal narrow = () -> Optional.of(new Size(60, 5));
    var display = new TerminalDisplay(out, script::now, narrow);
    script.play(display);
    display.on(new ProgressEvent.Finished(Script.RUN, Outcome.DONE, Duration.ofMillis(588)));
    display.built(Script.RESULT);
    display.canceled();
    String last = shown().substring(shown().lastIndexOf("[+]"));
    assertThat(last)
        .isEqualTo(
            """
            [+] Building 6.0s (4/4) FINISHED
             => [internal] load build definition from Dockerfile    0.0s
             => [1/3] FROM docker.io/library/node:20                5.1s
             => CACHED [2/3] WORKDIR /web-ping                      0.0s
             => [3/3] RUN <<E make E                                0.6s
            Name:     docker.io/library/web-ping:latest
            Digest:   %s
            Image ID: %s
            """
                .formatted(Script.DIGEST, Script.CONFIG));
    assertThat(shown()).contains("WARNING: MAINTAINER is deprecated\ufffd\n");
  }
}
