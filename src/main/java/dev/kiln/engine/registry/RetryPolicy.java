package dev.kiln.engine.registry;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often, and after which pauses, what failed for a passing reason is tried again.
///
/// @param attempts how often in all
/// @param pause before the second attempt; it doubles from then on
/// @param longest the longest pause, also when a server asks for a longer one
record RetryPolicy(int attempts, Duration pause, Duration longest) {
  static final RetryPolicy STANDARD =
      new RetryPolicy(5, Duration.ofMillis(250), Duration.ofSeconds(20));

  boolean allows(int failedAttempts) {
    return failedAttempts < attempts;
  }

  /// Waits before the next attempt.
  ///
  /// @param asked the server's own wish, zero without one
  void pause(int failedAttempts, Duration asked) throws InterruptedIOException {
    long doubled = pause.toMillis() << Math.min(failedAttempts - 1, 10);
    long jitter = ThreadLocalRandom.current().nextLong(doubled / 4 + 1);
    long millis = Math.min(Math.max(doubled + jitter, asked.toMillis()), longest.toMillis());
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to try again");
    }
  }
}
