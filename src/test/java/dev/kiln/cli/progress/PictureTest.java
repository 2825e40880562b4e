package dev.kiln.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.cli.progress.Picture.State;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import dev.kiln.engine.solver.ProgressEvent.Stream;
import dev.kiln.engine.solver.Vertex;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
  private static final Instant START = Instant.EPOCH;
  private static final Instant LATER = START.plusMillis(3140);

  private final Picture picture = new Picture(START);

  private void apply(ProgressEvent event) {
    picture.apply(event, START.plusSeconds(1));
  }

  private String draw(State state, int columns, int rows) {
    return String.join("\n", picture.draw(state, LATER, columns, rows));
  }

  @Test
  void aRunningStepShowsItsTimeItsTransferAndItsLastLines() {
    apply(new ProgressEvent.Started(Script.FROM));
    apply(new ProgressEvent.Transferred(Script.FROM, 12_345_678, 0));
    apply(new ProgressEvent.Started(Script.RUN));
    for (int i = 1; i <= 8; i++) {
      apply(new ProgressEvent.Output(Script.RUN, Stream.STDOUT, "line " + i));
    }
    assertThat(draw(State.RUNNING, 64, 100))
        .isEqualTo(
            """
            [+] Building 3.1s (0/2)
             => [1/3] FROM docker.io/library/node:20  12.35MB           2.1s
             => [3/3] RUN <<E make E                                    2.1s
             => => # line 3
             => => # line 4
             => => # line 5
             => => # line 6
             => => # line 7
             => => # line 8\
            """);
    assertThat(draw(State.RUNNING, 64, 4))
        .as("a low terminal shows what is newest")
        .isEqualTo(
            """
            [+] Building 3.1s (0/2)
             => => # line 6
             => => # line 7
             => => # line 8\
            """);
  }

  @Test
  void endedStepsAreMarked() {
    apply(new ProgressEvent.Finished(Script.WORKDIR, Outcome.CACHED, Duration.ZERO));
    apply(new ProgressEvent.Finished(Script.RUN, Outcome.FAILED, Duration.ofMillis(1250)));
    apply(new ProgressEvent.Finished(Script.FROM, Outcome.CANCELED, Duration.ofMillis(70)));
    assertThat(draw(State.FAILED, 40, 100))
        .isEqualTo(
            """
            [+] Building 3.1s (3/3) ERROR
             => CACHED [2/3] WORKDIR /web-ping  0.0s
             => ERROR [3/3] RUN <<E make E      1.3s
             => CANCELED [1/3] FROM docker.io/… 0.1s\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "20,` => RUN echo …  2.1s`",
        "24,` => RUN echo 한글 … 2.1s`",
        "29,` => RUN echo 한글 시험 a 2.1s`",
        "34,` => RUN echo 한글 시험 a      2.1s`",
      })
  void wideCharactersTakeTwoCells(int columns, String line) {
    apply(new ProgressEvent.Started(new Vertex(9, "RUN echo 한글 시험 a")));
    String row = picture.draw(State.RUNNING, LATER, columns, 9).getLast();
    assertThat(Cells.width(row)).isLessThanOrEqualTo(columns);
    assertThat(row).isEqualTo(line);
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    apply(new ProgressEvent.Started(Script.LOAD));
    apply(new ProgressEvent.Started(Script.RUN));
    apply(new ProgressEvent.Output(Script.RUN, Stream.STDERR, "x".repeat(500)));
    for (int columns = 12; columns < 120; columns++) {
      int width = columns;
      assertThat(picture.draw(State.RUNNING, LATER, columns, 99))
          .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(width));
    }
  }
}
