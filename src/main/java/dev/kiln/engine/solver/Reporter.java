package dev.kiln.engine.solver;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Numbers the vertices of one build and times them.
public final class Reporter {
  private final Progress progress;
  private final AtomicInteger next = new AtomicInteger(1);

  public Reporter(Progress progress) {
    this.progress = progress;
  }

  /// A vertex that will be worked on later.
  public Vertex vertex(String name) {
    return new Vertex(next.getAndIncrement(), name);
  }

  /// Begins work on a vertex.
  public Task start(Vertex vertex) {
    progress.on(new ProgressEvent.Started(vertex));
    return new Task(progress, vertex, System.nanoTime());
  }

  /// Does work that is a vertex of its own.
  public <T> T run(String name, Work<T> work) throws Exception {
    var task = start(vertex(name));
    try {
      var result = work.run(task);
      task.finish(ProgressEvent.Outcome.DONE);
      return result;
    } catch (InterruptedException e) {
      task.finish(ProgressEvent.Outcome.CANCELED);
      throw e;
    } catch (Exception e) {
      task.finish(ProgressEvent.Outcome.FAILED);
      throw e;
    }
  }

  /// Work that may tell how far it is.
  @FunctionalInterface
  public interface Work<T> {
    T run(Task task) throws Exception;
  }

  /// Tells the user something that does not fail the build.
  public void warn(String message) {
    progress.on(new ProgressEvent.Warned(message));
  }

  /// A vertex that is being worked on.
  public record Task(Progress progress, Vertex vertex, long startNanos) {
    public void output(ProgressEvent.Stream stream, String line) {
      progress.on(new ProgressEvent.Output(vertex, stream, line));
    }

    public void transferred(long current, long total) {
      progress.on(new ProgressEvent.Transferred(vertex, current, total));
    }

    /// Ends the work.
    ///
    /// @return how long it took
    public Duration finish(ProgressEvent.Outcome outcome) {
      var duration = Duration.ofNanos(System.nanoTime() - startNanos);
      progress.on(new ProgressEvent.Finished(vertex, outcome, duration));
      return duration;
    }
  }
}
