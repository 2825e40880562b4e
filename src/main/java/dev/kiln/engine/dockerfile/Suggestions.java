package dev.kiln.engine.dockerfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Guesses what was meant.
public final class Suggestions {
  private Suggestions() {}

  /// The candidate closest to what was written, if it is close enough to be a slip of the pen; case
  /// does not count. Of equals the first in alphabetical order.
  public static Optional<String> nearest(String written, Collection<String> candidates) {
    var word = written.toLowerCase(Locale.ROOT);
    int limit = word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
    Optional<String> best = Optional.empty();
    for (var candidate : candidates.stream().sorted().toList()) {
      int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
      if (distance <= limit) {
        best = Optional.of(candidate);
        limit = distance - 1;
      }
    }
    return best;
  }

  /// A guess if there is one, else all that is possible.
  static String hint(String written, Collection<String> candidates, String what) {
    return nearest(written, candidates)
        .map(guess -> "did you mean '" + guess + "'?")
        .orElseGet(() -> what + " are " + String.join(", ", candidates.stream().sorted().toList()));
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the
  /// other.
  private static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(rows[i - 1][j - 1] + change, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = best;
      }
    }
    return rows[a.length()][b.length()];
  }
}
