package dev.kiln.engine.sandbox;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The outermost process of a step: its output is streamed, and an interrupt kills it. Nothing of
/// the builder's environment reaches it.
///
/// @param kill ends it and all below it at once
record StepProcess(List<String> command, Consumer<Process> kill) {
  private static final long KILL_SECONDS = 10;

  // setpriv's --pdeathsig takes the thread that started a process for its parent: this one lives
  // as long as the process does
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("step-starter").daemon().factory());

  /// Runs it to its end.
  ///
  /// @return its exit code, or 128 and the signal's number
  int run(OutputSink output) throws IOException, InterruptedException {
    Process process = start();
    ReentrantLock turn = new ReentrantLock();
    LinePump out = new LinePump(process.getInputStream(), OutputSink.Channel.OUT, output, turn);
    LinePump err = new LinePump(process.getErrorStream(), OutputSink.Channel.ERR, output, turn);
    Thread outThread = Thread.ofPlatform().name("step-out").daemon().start(out);
    Thread errThread = Thread.ofPlatform().name("step-err").daemon().start(err);
    int code;
    try {
      code = process.waitFor();
      outThread.join();
      errThread.join();
    } catch (InterruptedException e) {
      end(process);
      throw e;
    }
    rethrow(out);
    rethrow(err);
    return code;
  }

  private static void rethrow(LinePump pump) {
    RuntimeException failure = pump.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private Process start() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(new File("/dev/null")).directory(new File("/"));
    builder.environment().clear();
    builder.environment().put("PATH", Program.PATH);
    var starting = STARTER.submit(builder::start);
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      // it may be starting right now: it is waited for, so that it does not outlive the build
      CompletableFuture.supplyAsync(() -> ended(starting)).join();
      throw e;
    }
  }

  private static boolean ended(Future<Process> starting) {
    try {
      starting.get().destroyForcibly();
      return true;
    } catch (ExecutionException | InterruptedException e) {
      return false; // there is nothing to end
    }
  }

  /// Kills it and waits until it is gone, so that mounts and directories are free again.
  private void end(Process process) {
    kill.accept(process);
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(KILL_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
          kill.accept(process);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    process.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
