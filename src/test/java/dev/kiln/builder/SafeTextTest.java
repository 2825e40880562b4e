package dev.kiln.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTextTest {
  private static Stream<Arguments> lines() {
    return Stream.of(
        arguments("plain text, 한국어 😀", "plain text, 한국어 😀"),
        arguments("\u001b[31mred\u001b[0m", "red"),
        arguments("a\u001b[2J\u001b[1;1Hb", "ab"),
        arguments("\u009b31mred", "red"),
        arguments("\u001b]0;title\u0007text", "text"),
        arguments("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"),
        arguments("\u001bPq#0\u001b\\text", "text"),
        arguments("\u001bcreset", "reset"),
        arguments("\u001b(0lines", "lines"),
        arguments("unfinished \u001b[", "unfinished \ufffd["),
        arguments("unfinished \u001b]0;title", "unfinished \ufffd]0;title"),
        arguments(" 10%\r 50%\r100%", "100%"),
        arguments("done\r", "done"),
        arguments("\r", ""),
        arguments("a\tb", "a       b"),
        arguments(
            "bell\u0007 back\b null\0 del\u007f", "bell\ufffd back\ufffd null\ufffd del\ufffd"),
        arguments("abc\u202edcba", "abc\ufffddcba"),
        arguments("a\u2066b\u2028c", "a\ufffdb\ufffdc"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void nothingInALineActsOnATerminal(String text, String safe) {
    assertThat(SafeText.line(text)).isEqualTo(safe);
  }

  @Test
  void linesStayLinesOrBecomeOne() {
    assertThat(SafeText.lines("a\u001b[1m\nb\r\nc\n")).isEqualTo("a\nb\nc");
    assertThat(SafeText.oneLine(" RUN <<E\n  echo\u0007\nE\n")).isEqualTo("RUN <<E echo\ufffd E");
  }
}
