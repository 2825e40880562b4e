package dev.kiln.cli.progress;

import dev.kiln.engine.BuildException.Failure;
import dev.kiln.engine.BuildResult;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.solver.ProgressEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON document a line, each with the member `event`. Texts are as they were written; JSON
/// escapes their control characters.
public record JsonDisplay(PrintStream out) implements Display {

  @Override
  public void on(ProgressEvent event) {
    write(
        switch (event) {
          case ProgressEvent.Started started ->
              document("started", "id", started.vertex().id(), "name", started.vertex().name());
          case ProgressEvent.Output output ->
              document(
                  "output",
                  "id",
                  output.vertex().id(),
                  "stream",
                  output.stream().name().toLowerCase(Locale.ROOT),
                  "line",
                  output.line());
          case ProgressEvent.Transferred transferred ->
              document(
                  "transferred",
                  "id",
                  transferred.vertex().id(),
                  "current",
                  transferred.current(),
                  "total",
                  transferred.total());
          case ProgressEvent.Finished finished ->
              document(
                  "finished",
                  "id",
                  finished.vertex().id(),
                  "outcome",
                  finished.outcome().name().toLowerCase(Locale.ROOT),
                  "durationMillis",
                  finished.duration().toMillis());
          case ProgressEvent.Warned(String message) -> document("warned", "message", message);
        });
  }

  @Override
  public void note(String message) {
    write(document("note", "message", message));
  }

  @Override
  public void built(BuildResult result) {
    write(
        document(
            "built",
            "names",
            result.names(),
            "digest",
            result.manifest().digest(),
            "imageId",
            result.imageId(),
            "size",
            result.size()));
  }

  @Override
  public void failed(Failure failure) {
    write(
        document(
            "failed",
            "reason",
            failure.reason(),
            "blame",
            failure.blame().name().toLowerCase(Locale.ROOT),
            "message",
            failure.message(),
            "file",
            failure.file(),
            "line",
            failure.line(),
            "instruction",
            failure.instruction(),
            "stage",
            failure.stage(),
            "exitCode",
            failure.exitCode(),
            "log",
            failure.log()));
  }

  @Override
  public void refused(String reason, String message) {
    write(document("failed", "reason", reason, "message", message));
  }

  @Override
  public void canceled() {
    write(document("canceled"));
  }

  /// @param members keys and values in turn; a member without a value is left out
  private static Map<String, Object> document(String event, @Nullable Object... members) {
    var document = new LinkedHashMap<String, Object>();
    document.put("event", event);
    for (int i = 0; i < members.length; i += 2) {
      Object value = members[i + 1];
      if (value != null) {
        document.put(String.valueOf(members[i]), value);
      }
    }
    return document;
  }

  private void write(Map<String, Object> document) {
    out.println(new String(Json.write(document), StandardCharsets.UTF_8)); // locks the stream
  }
}
