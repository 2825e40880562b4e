package dev.kiln.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class LinePumpTest {
  private static final int PART = 16 * 1024;

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    new LinePump(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            OutputSink.Channel.OUT,
            (channel, line) -> lines.add(line),
            new ReentrantLock())
        .run();
    return lines;
  }

  @Test
  void lines_end_with_either_line_feed_or_both_or_the_stream() {
    assertThat(lines("a\n\nb\r\nc")).containsExactly("a", "", "b", "c");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
  }

  @Test
  void a_carriage_return_inside_is_kept() {
    assertThat(lines("10%\r20%\n")).containsExactly("10%\r20%");
  }

  @Test
  void a_long_line_comes_in_parts_that_keep_characters_whole() {
    String text = "a".repeat(PART - 1) + "é" + "b".repeat(10);
    assertThat(lines(text + "\nnext\n"))
        .containsExactly("a".repeat(PART - 1), "é" + "b".repeat(10), "next");
  }

  @Test
  void a_line_of_exactly_one_part_is_no_two_lines() {
    assertThat(lines("a".repeat(PART) + "\nnext")).containsExactly("a".repeat(PART), "next");
  }
}
