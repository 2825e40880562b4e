package dev.kiln.cli.progress;

import dev.kiln.builder.SafeText;
import dev.kiln.engine.solver.ProgressEvent;
import dev.kiln.engine.solver.ProgressEvent.Outcome;
import dev.kiln.engine.solver.Vertex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A build at one moment, and how it looks on a terminal. Not thread-safe.
final class Picture {
  private static final int OUTPUT_LINES = 6;

  private final Instant start;
  private final Map<Integer, Row> rows = new LinkedHashMap<>();

  Picture(Instant start) {
    this.start = start;
  }

  /// What became of the build.
  enum State {
    RUNNING(""),
    FINISHED(" FINISHED"),
    FAILED(" ERROR"),
    CANCELED(" CANCELED");

    private final String word;

    State(String word) {
      this.word = word;
    }
  }

  void apply(ProgressEvent event, Instant now) {
    switch (event) {
      case ProgressEvent.Started(Vertex vertex) -> row(vertex, now);
      case ProgressEvent.Output output ->
          row(output.vertex(), now).said(SafeText.line(output.line()));
      case ProgressEvent.Transferred transferred ->
          row(transferred.vertex(), now).transfer =
              ByteCount.progress(transferred.current(), transferred.total());
      case ProgressEvent.Finished finished -> row(finished.vertex(), now).end = finished;
      case ProgressEvent.Warned _ -> {}
    }
  }

  /// The lines of the picture, none wider than `columns`; where `rows` are too few for all, the
  /// oldest rows are left out.
  List<String> draw(State state, Instant now, int columns, int maximum) {
    var body = new ArrayList<String>();
    for (Row row : rows.values()) {
      row.draw(body, now, columns, state == State.RUNNING);
    }
    long finished = rows.values().stream().filter(row -> row.end != null).count();
    String totals =
        "[+] Building %ss (%d/%d)%s"
            .formatted(
                PlainDisplay.seconds(Duration.between(start, now), 1),
                finished,
                rows.size(),
                state.word);
    var lines = new ArrayList<String>();
    lines.add(Cells.fit(totals, columns));
    lines.addAll(body.subList(Math.max(0, body.size() - maximum + 1), body.size()));
    return lines;
  }

  private Row row(Vertex vertex, Instant now) {
    return rows.computeIfAbsent(vertex.id(), _ -> new Row(SafeText.oneLine(vertex.name()), now));
  }

  private static final class Row {
    private final String name;
    private final Instant start;
    private final Deque<String> output = new ArrayDeque<>();
    private String transfer = "";
    private ProgressEvent.@Nullable Finished end;

    private Row(String name, Instant start) {
      this.name = name;
      this.start = start;
    }

    private void said(String line) {
      if (output.size() == OUTPUT_LINES) {
        output.removeFirst();
      }
      output.addLast(line);
    }

    private void draw(List<String> lines, Instant now, int columns, boolean live) {
      ProgressEvent.Finished ended = end;
      Duration duration = ended == null ? Duration.between(start, now) : ended.duration();
      String done = ended == null && !transfer.isEmpty() ? "  " + transfer : "";
      String left = " => " + word(ended == null ? null : ended.outcome()) + name + done;
      lines.add(Cells.line(left, PlainDisplay.seconds(duration, 1) + "s", columns));
      if (live && ended == null) {
        output.forEach(line -> lines.add(Cells.fit(" => => # " + line, columns)));
      }
    }

    private static String word(@Nullable Outcome outcome) {
      return switch (outcome) {
        case null -> "";
        case DONE -> "";
        case CACHED -> "CACHED ";
        case FAILED -> "ERROR ";
        case CANCELED -> "CANCELED ";
      };
    }
  }
}
