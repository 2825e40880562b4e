package dev.kiln.engine.solver;

import java.time.Duration;

/// What happens in a build, as it happens. Events of different vertices may interleave.
public sealed interface ProgressEvent {

  /// Work on a vertex began.
  record Started(Vertex vertex) implements ProgressEvent {}

  /// A line that the step's command wrote, without its line end.
  record Output(Vertex vertex, Stream stream, String line) implements ProgressEvent {}

  /// How far a transfer is, in bytes; `total` is 0 when it is unknown.
  record Transferred(Vertex vertex, long current, long total) implements ProgressEvent {}

  /// Work on a vertex ended; every started vertex gets exactly one such event.
  record Finished(Vertex vertex, Outcome outcome, Duration duration) implements ProgressEvent {}

  /// Something the user should know that does not fail the build.
  record Warned(String message) implements ProgressEvent {}

  /// Where a command wrote a line.
  enum Stream {
    STDOUT,
    STDERR
  }

  /// How a vertex ended.
  enum Outcome {
    DONE,
    CACHED,
    FAILED,
    CANCELED
  }
}
