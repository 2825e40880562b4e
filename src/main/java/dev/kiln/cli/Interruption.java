package dev.kiln.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets work clean up after itself when the process is told to end (Ctrl-C, SIGTERM).
final class Interruption {
  /// How long the work may take to clean up. Kubernetes kills after 30 s.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static volatile boolean requested;

  private Interruption() {}

  /// Whether the process was told to end. What fails after that fails for this reason, whatever it
  /// says.
  static boolean requested() {
    return requested;
  }

  /// Does the work in this thread, which is interrupted when the process is to end.
  static <T> T guard(Supplier<T> work) {
    var done = new CountDownLatch(1);
    Thread worker = Thread.currentThread();
    Thread hook =
        Thread.ofPlatform()
            .name("interruption")
            .unstarted(() -> {
              requested = true;
              worker.interrupt();
              await(done);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the process ends already: the hook has what it waited for
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static void await(CountDownLatch done) {
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("kiln: the build does not stop; ending without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
