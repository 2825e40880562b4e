package dev.kiln.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({"90s,90,1m30s", "30m,1800,30m", "1h30m,5400,1h30m", "2h0m5s,7205,2h5s"})
  void readsAndWrites(String text, long seconds, String written) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(DurationText.format(Duration.ofSeconds(seconds))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "10", "1d", "-5m", "1.5h", "5m1h", "h"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> DurationText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
