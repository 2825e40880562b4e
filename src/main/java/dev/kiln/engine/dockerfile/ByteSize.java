package dev.kiln.engine.dockerfile;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sizes as `docker` writes them: a number and a unit of powers of 1024, `64m`, `1.5GiB`.
final class ByteSize {
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?([kmgtp]?)i?b?");

  private ByteSize() {}

  static Optional<Long> parse(String text) {
    var shape = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
    if (!shape.matches()) {
      return Optional.empty();
    }
    int power = " kmgtp".indexOf(shape.group(2).isEmpty() ? " " : shape.group(2));
    double bytes = Double.parseDouble(shape.group(1)) * Math.pow(1024, power);
    return bytes > Long.MAX_VALUE ? Optional.empty() : Optional.of((long) bytes);
  }
}
