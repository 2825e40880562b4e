package dev.kiln.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as manifests write them: hours, minutes and seconds, as in `1h30m` or `90s`.
public final class DurationText {
  private static final Pattern PARTS =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,7})s)?");

  /// The duration that a text stands for.
  ///
  /// @throws IllegalArgumentException if the text is no positive duration
  public static Duration parse(String text) {
    Matcher parts = PARTS.matcher(text);
    Duration duration =
        parts.matches()
            ? Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusSeconds(number(parts.group(3)))
            : Duration.ZERO;
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "'%s' is no duration: write it as 90s, 30m or 1h30m".formatted(text));
    }
    return duration;
  }

  /// Whole seconds; `0s` for less than one.
  public static String format(Duration duration) {
    String text =
        part(duration.toHours(), "h")
            + part(duration.toMinutesPart(), "m")
            + part(duration.toSecondsPart(), "s");
    return text.isEmpty() ? "0s" : text;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static String part(long value, String unit) {
    return value == 0 ? "" : value + unit;
  }

  private DurationText() {}
}
