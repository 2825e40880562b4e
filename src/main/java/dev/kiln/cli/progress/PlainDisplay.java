package dev.kiln.cli.progress;

import dev.kiln.builder.SafeText;
import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.Vertex;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Lines for logs: `#5 [2/3] RUN make`, `#5 0.312 its output`, `#5 DONE 0.4s`. A block's title is
/// written again where the output of several steps interleaves.
public final class PlainDisplay implements Display {
  /// How often a transfer that takes long is mentioned.
  private static final Duration TRANSFER_INTERVAL = Duration.ofSeconds(5);

  private static final int NO_VERTEX = Integer.MIN_VALUE;

  private final PrintStream out;
  private final InstantSource clock;
  private final Map<Integer, Instant> starts = new HashMap<>();
  private final Map<Integer, Instant> transferMentions = new HashMap<>();
  private int block = NO_VERTEX;

  public PlainDisplay(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    switch (event) {
      case ProgressEvent.Started(Vertex vertex) -> {
        starts.put(vertex.id(), clock.instant());
        title(vertex);
      }
      case ProgressEvent.Output output ->
          line(
              output.vertex(),
              seconds(age(output.vertex()), 3) + " " + SafeText.line(output.line()));
      case ProgressEvent.Transferred transferred -> transferred(transferred);
      case ProgressEvent.Finished finished -> {
        line(finished.vertex(), end(finished));
        starts.remove(finished.vertex().id());
        transferMentions.remove(finished.vertex().id());
      }
      case ProgressEvent.Warned(String message) -> outsideBlocks("WARNING: " + message);
    }
  }

  @Override
  public synchronized void note(String message) {
    outsideBlocks("note: " + message);
  }

  @Override
  public synchronized void built(BuildResult result) {
    closeBlock();
    Summary.of(result).forEach(out::println);
  }

  @Override
  public synchronized void failed(Failure failure) {
    closeBlock();
    FailureText.of(failure).forEach(out::println);
  }

  @Override
  public synchronized void refused(String reason, String message) {
    outsideBlocks(FailureText.error(message));
  }

  @Override
  public synchronized void canceled() {
    closeBlock();
    out.println(Summary.CANCELED);
  }

  private void title(Vertex vertex) {
    if (block == vertex.id()) {
      return;
    }
    closeBlock();
    block = vertex.id();
    out.println("#" + vertex.id() + " " + SafeText.oneLine(vertex.name()));
  }

  private void line(Vertex vertex, String text) {
    title(vertex);
    out.println("#" + vertex.id() + " " + text);
  }

  private void outsideBlocks(String text) {
    closeBlock();
    out.println(SafeText.lines(text));
  }

  private void closeBlock() {
    if (block != NO_VERTEX) {
      out.println();
      block = NO_VERTEX;
    }
  }

  private void transferred(ProgressEvent.Transferred event) {
    int id = event.vertex().id();
    Instant now = clock.instant();
    Instant since = transferMentions.getOrDefault(id, starts.getOrDefault(id, now));
    if (Duration.between(since, now).compareTo(TRANSFER_INTERVAL) >= 0) {
      transferMentions.put(id, now);
      line(
          event.vertex(),
          ByteCount.progress(event.current(), event.total())
              + " "
              + seconds(age(event.vertex()), 1)
              + "s");
    }
  }

  private Duration age(Vertex vertex) {
    Instant now = clock.instant();
    return Duration.between(starts.getOrDefault(vertex.id(), now), now);
  }

  private static String end(ProgressEvent.Finished finished) {
    String duration = " " + seconds(finished.duration(), 1) + "s";
    return switch (finished.outcome()) {
      case DONE -> "DONE" + duration;
      case CACHED -> "CACHED";
      case FAILED -> "ERROR" + duration;
      case CANCELED -> "CANCELED" + duration;
    };
  }

  static String seconds(Duration duration, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", duration.toNanos() / 1e9);
  }
}
