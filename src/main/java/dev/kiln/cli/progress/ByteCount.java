package dev.kiln.cli.progress;

import java.util.List;
import java.util.Locale;

/// Sizes for people, in powers of 1000 as docker shows them.
final class ByteCount {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

  private ByteCount() {}

  static String format(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.2f%s", value, UNITS.get(unit));
  }

  /// How far a transfer is; the total is left out where it is 0, that is unknown.
  static String progress(long current, long total) {
    return total == 0 ? format(current) : format(current) + " / " + format(total);
  }
}
