package dev.kiln.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kiln.api.v1alpha1.BuildReport;
import dev.kiln.api.v1alpha1.Condition;
import dev.kiln.api.v1alpha1.DurationText;
import dev.kiln.api.v1alpha1.ImageBuildStatus;
import dev.kiln.api.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// A finished build in the shape that `kubectl` gives it: the row of `get`, and the status.
final class StatusView {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .build());

  private StatusView() {}

  /// The view of a build that took `duration` and ended now.
  static String of(String name, String image, BuildReport report, Instant end, Duration duration) {
    return row("NAME", "READY", "REASON", "IMAGE", image.length(), "AGE")
        + row(
            name,
            "True",
            Reason.Succeeded.name(),
            image,
            image.length(),
            Math.max(1, duration.toSeconds()) + "s")
        + "\n"
        + yaml(Map.of("status", status(report, end, duration)));
  }

  private static String row(
      String name, String ready, String reason, String image, int width, String age) {
    return ("%-8s%-8s%-12s%-" + (width + 3) + "s%s%n").formatted(name, ready, reason, image, age);
  }

  private static ImageBuildStatus status(BuildReport report, Instant end, Duration duration) {
    return new ImageBuildStatus(
        1L,
        null,
        List.of(
            condition(Condition.Type.Ready, Condition.Status.True, end),
            condition(Condition.Type.Reconciling, Condition.Status.False, end),
            condition(Condition.Type.Stalled, Condition.Status.False, end)),
        report.image(),
        report.digest(),
        report.size(),
        report.source(),
        report.baseImages(),
        1,
        null,
        null,
        DurationText.format(duration),
        report.sandbox(),
        report.steps(),
        report.cache(),
        null,
        report.warnings(),
        List.of());
  }

  private static Condition condition(Condition.Type type, Condition.Status status, Instant since) {
    String time = since.truncatedTo(ChronoUnit.SECONDS).toString();
    return new Condition(type, status, Reason.Succeeded, null, time, 1L);
  }

  private static String yaml(Object value) {
    try {
      return YAML.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of plain values cannot be written", e);
    }
  }
}
