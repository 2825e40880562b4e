package dev.kiln.engine.archive;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/// A PAX time: decimal seconds since the epoch, with a fraction, possibly negative.
///
/// @param seconds the whole seconds below it
/// @param nanos what comes on top, 0 to 999,999,999
record PaxTime(long seconds, int nanos) {
  private static final int LONGEST = 64;

  static PaxTime parse(byte[] value) throws ArchiveException {
    try {
      // an exponent would make a few bytes a number of a billion digits
      if (value.length > LONGEST || !isPlain(value)) {
        throw new NumberFormatException("not a plain decimal");
      }
      BigDecimal time = new BigDecimal(new String(value, StandardCharsets.US_ASCII));
      BigDecimal whole = time.setScale(0, RoundingMode.FLOOR);
      int nanos =
          time.subtract(whole).movePointRight(9).setScale(0, RoundingMode.DOWN).intValueExact();
      return new PaxTime(whole.longValueExact(), nanos);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new ArchiveException("a time in a PAX header of the archive is malformed");
    }
  }

  static byte[] format(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds)
        .add(BigDecimal.valueOf(nanos, 9))
        .stripTrailingZeros()
        .toPlainString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isPlain(byte[] value) {
    for (byte b : value) {
      if ((b < '0' || b > '9') && b != '.' && b != '-') {
        return false;
      }
    }
    return true;
  }
}
