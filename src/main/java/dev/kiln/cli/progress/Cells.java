package dev.kiln.cli.progress;

/// Text measured in a terminal's cells: most characters take one, Chinese, Japanese and Korean ones
/// two, combining marks none.
final class Cells {
  private Cells() {}

  static int width(String text) {
    return text.codePoints().map(Cells::width).sum();
  }

  /// The text, cut with an ellipsis to fit.
  static String fit(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    var cut = new StringBuilder();
    int used = 1; // the ellipsis
    for (int c : text.codePoints().toArray()) {
      used += width(c);
      if (used > cells) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cells <= 0 ? "" : cut.append('…').toString();
  }

  /// `left`, cut where it must be, and `right` at the end of the line.
  static String line(String left, String right, int cells) {
    String fitting = fit(left, cells - width(right) - 1);
    int gap = Math.max(1, cells - width(fitting) - width(right));
    return fitting + " ".repeat(gap) + right;
  }

  private static int width(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /// The blocks whose characters Unicode's East Asian Width calls wide, and emoji.
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }
}
