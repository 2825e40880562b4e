package dev.kiln.engine.solver;

import dev.kiln.engine.sandbox.OutputSink;
import dev.kiln.engine.sandbox.Sandbox;
import dev.kiln.engine.sandbox.SandboxException;
import dev.kiln.engine.sandbox.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Understands a few commands instead of running any, so that steps do the same every time.
final class ScriptedSandbox implements Sandbox {
  private static final FileTime TIME = FileTime.fromMillis(0);

  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean failsWhenHanging;

  List<String> executed() {
    return List.copyOf(executed);
  }

  void forget() {
    executed.clear();
  }

  int running() {
    return running.get();
  }

  void awaitHanging() throws InterruptedException {
    hanging.await();
  }

  /// Lets `fail` wait until a `hang` has begun.
  void failWhenHanging() {
    failsWhenHanging = true;
  }

  @Override
  public int run(Step step, OutputSink output) throws SandboxException, InterruptedException {
    var command = step.args().getLast();
    executed.add(command);
    running.incrementAndGet();
    try {
      return run(command.split(" "), step.rootfs(), output);
    } catch (IOException e) {
      throw new SandboxException("cannot do " + command, e);
    } finally {
      running.decrementAndGet();
    }
  }

  private int run(String[] words, Path root, OutputSink output)
      throws IOException, InterruptedException {
    return switch (words[0]) {
      case "write" -> {
        var file = Files.writeString(root.resolve(words[1].substring(1)), words[2]);
        Files.setLastModifiedTime(file, TIME);
        yield 0;
      }
      case "litter" -> {
        Files.writeString(root.resolve("litter"), "half");
        Files.delete(root.resolve("a"));
        yield 1;
      }
      case "fail" -> {
        if (failsWhenHanging) {
          hanging.await();
        }
        for (int i = 1; i <= 100; i++) {
          output.line(OutputSink.Channel.ERR, "line " + i);
        }
        yield Integer.parseInt(words[1]);
      }
      case "hang" -> {
        hanging.countDown();
        try {
          Thread.sleep(60_000);
        } finally {
          endSlowly();
        }
        yield 0;
      }
      default -> 127;
    };
  }

  /// As a killed container does.
  private static void endSlowly() {
    long end = System.nanoTime() + 300_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
