package dev.kiln.engine.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  @ParameterizedTest
  @CsvSource({
    "biuld,build",
    "BUILD,build",
    "buil,build",
    "tset,test",
    "bulid-tools,build-tools",
    "deploy,",
    "x,",
    "b,"
  })
  void guesses(String written, String expected) {
    assertThat(Suggestions.nearest(written, List.of("test", "build", "build-tools")).orElse(null))
        .isEqualTo(expected);
  }
}
