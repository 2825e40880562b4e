package dev.kiln.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.linux.FileLock.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
  @TempDir Path temp;
  Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("lock");
  }

  @Test
  void sharedLocksExcludeOnlyExclusiveOnes() throws IOException {
    try (FileLock first = take(Mode.SHARED)) {
      try (FileLock _ = take(Mode.SHARED)) {
        assertThat(FileLock.tryAcquire(file, Mode.EXCLUSIVE)).isNull();
      }
      assertThat(first.tryChange(Mode.EXCLUSIVE)).isTrue();
      assertThat(FileLock.tryAcquire(file, Mode.SHARED)).isNull();
    }
    take(Mode.EXCLUSIVE).close();
  }

  @Test
  void threadsExcludeEachOther() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                try (FileLock _ = FileLock.acquire(file, Mode.EXCLUSIVE)) {
                  overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
                  Thread.sleep(2);
                  inside.decrementAndGet();
                } catch (IOException | InterruptedException e) {
                  overlapped.set(true);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(overlapped).isFalse();
  }

  @Test
  void otherProcessesAreExcluded() throws Exception {
    try (FileLock lock = take(Mode.EXCLUSIVE)) {
      assertThat(shell("flock -n " + file + " true")).isEqualTo(1);
      assertThat(lock.tryChange(Mode.SHARED)).isTrue();
      assertThat(shell("flock -n -s " + file + " true")).isZero();
    }
    assertThat(shell("flock -n " + file + " true")).isZero();
  }

  @Test
  void aLockOnARemovedFileIsNotTaken() throws Exception {
    FileLock holder = take(Mode.EXCLUSIVE);
    CountDownLatch locked = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              try (FileLock _ = FileLock.acquire(file, Mode.EXCLUSIVE)) {
                locked.countDown();
                Thread.sleep(10_000);
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Files.delete(file);
    holder.close();
    assertThat(locked.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(FileLock.tryAcquire(file, Mode.EXCLUSIVE)).isNull();
    waiting.interrupt();
    waiting.join();
  }

  @Test
  void waitingCanBeInterrupted() throws Exception {
    try (FileLock _ = take(Mode.EXCLUSIVE)) {
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread waiting =
          Thread.ofPlatform()
              .start(() -> {
                try (FileLock _ = FileLock.acquire(file, Mode.SHARED)) {
                  interrupted.set(false);
                } catch (IOException | InterruptedException e) {
                  interrupted.set(e instanceof InterruptedException);
                }
              });
      waiting.interrupt();
      waiting.join(5_000);
      assertThat(interrupted).isTrue();
    }
  }

  private FileLock take(Mode mode) throws IOException {
    return Objects.requireNonNull(FileLock.tryAcquire(file, mode));
  }

  private static int shell(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command).start().waitFor();
  }
}
