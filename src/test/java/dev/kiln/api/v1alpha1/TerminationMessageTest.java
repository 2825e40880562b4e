package dev.kiln.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class TerminationMessageTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final List<Step> MANY_STEPS =
      IntStream.range(0, 200).mapToObj(i -> new Step("[" + i + "/200] RUN x", true, i)).toList();

  @Test
  void aReportThatFitsComesBackWhole() {
    BuildReport report =
        new BuildReport(
            null,
            "registry.example.com/app@" + DIGEST,
            DIGEST,
            123L,
            new SourceState("c".repeat(40)),
            List.of(new BaseImage("busybox", DIGEST)),
            "namespaces",
            new CacheUse(2, 1),
            List.of(new Step("[1/1] RUN make", false, 1200)),
            List.of("MAINTAINER is deprecated"));
    assertThat(TerminationMessage.read(TerminationMessage.write(report))).contains(report);
  }

  @Test
  void aLongReportKeepsWhatMattersMostAndTheTailOfTheLog() {
    String log = "a line with \"quotes\", \ttabs and 한국어 😀\n".repeat(500) + "the last line";
    BuildReport report =
        new BuildReport(
            new Failure(
                Reason.RunFailed,
                "it failed ".repeat(500),
                "Dockerfile",
                7,
                "RUN " + "x".repeat(5000),
                "build",
                2,
                log),
            null,
            DIGEST,
            null,
            null,
            List.of(new BaseImage("busybox", DIGEST)),
            "chroot",
            new CacheUse(1, 1),
            MANY_STEPS,
            List.of("w".repeat(3000)));

    String message = TerminationMessage.write(report);

    assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(3900, 4096);
    BuildReport read = TerminationMessage.read(message).orElseThrow();
    assertThat(read.digest()).isEqualTo(DIGEST);
    assertThat(read.sandbox()).isEqualTo("chroot");
    assertThat(read.steps()).isEmpty();
    assertThat(read.warnings()).isEmpty();
    Failure failure = read.failure();
    assertThat(failure.line()).isEqualTo(7);
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure.log()).endsWith("한국어 😀\nthe last line").hasSizeGreaterThan(500);
    assertThat(failure.message()).startsWith("it failed").endsWith("…");
  }

  @Test
  void firstStepsStayWhereAllDoNotFit() {
    BuildReport report =
        new BuildReport(
            null, "app@" + DIGEST, DIGEST, 1L, null, List.of(), null, null, MANY_STEPS, List.of());
    BuildReport read = TerminationMessage.read(TerminationMessage.write(report)).orElseThrow();
    assertThat(read.steps()).isEqualTo(MANY_STEPS.subList(0, read.steps().size())).isNotEmpty();
  }

  @Test
  void surrogatePairsAreNotCut() {
    BuildReport report =
        BuildReport.failed(
            new Failure(Reason.RunFailed, "m", null, null, null, null, 1, "😀".repeat(4000)));
    String log =
        TerminationMessage.read(TerminationMessage.write(report)).orElseThrow().failure().log();
    assertThat(log.codePoints().boxed()).containsOnly(0x1F600);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "{}",
        "[]",
        "Killed",
        "{\"digest\":",
        "{\"failure\":\"x\"}",
        "{\"size\":1}"
      })
  void whatIsNoReportIsNotTakenForOne(String message) {
    assertThat(TerminationMessage.read(message)).isEmpty();
  }

  @Test
  void anotherVersionsReportIsReadAsFarAsItGoes() {
    BuildReport read =
        TerminationMessage.read("{\"failure\":{\"reason\":\"MoonPhase\",\"new\":1},\"other\":[1]}")
            .orElseThrow();
    assertThat(read.failure().reason()).isEqualTo(Reason.BuildFailed);
    assertThat(read.failure().message()).isNotBlank();
    assertThat(read.steps()).isEqualTo(Collections.emptyList());
  }
}
