package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A [BuildReport] as the text that a terminated container leaves behind. Kubernetes keeps 4,096
/// bytes of it, so what does not fit goes, the least important first: warnings, steps, base images,
/// then the head of the failing step's output. The failure's reason and place and the digest stay.
public final class TerminationMessage {
  /// What Kubernetes keeps, in bytes of UTF-8.
  public static final int LIMIT = 4096;

  private static final int LONGEST_MESSAGE = 1200;
  private static final int LONGEST_INSTRUCTION = 400;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .build();

  /// The report as one line of JSON of at most [#LIMIT] bytes.
  public static String write(BuildReport report) {
    BuildReport fitting = shortTexts(report);
    fitting = dropUntilItFits(fitting, fitting.warnings(), fitting::withWarnings);
    fitting = dropUntilItFits(fitting, fitting.steps(), fitting::withSteps);
    fitting = dropUntilItFits(fitting, fitting.baseImages(), fitting::withBaseImages);
    return json(keepTailOfLog(fitting));
  }

  /// The report in a container's termination message; empty if there is none that can be read.
  public static Optional<BuildReport> read(@Nullable String message) {
    if (message == null || message.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readValue(message, BuildReport.class))
          .filter(report -> report.failure() != null || report.digest() != null)
          .map(TerminationMessage::complete);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /// A stranger's report may lack what our own always has.
  @SuppressWarnings("NullAway") // the fields come from outside
  private static BuildReport complete(BuildReport report) {
    Failure failure = report.failure();
    if (failure == null || (failure.reason() != null && failure.message() != null)) {
      return report;
    }
    return report.withFailure(
        new Failure(
            failure.reason() == null ? Reason.BuildFailed : failure.reason(),
            failure.message() == null ? "the builder gave no message" : failure.message(),
            failure.file(),
            failure.line(),
            failure.instruction(),
            failure.stage(),
            failure.exitCode(),
            failure.log()));
  }

  private static BuildReport shortTexts(BuildReport report) {
    Failure failure = report.failure();
    if (failure == null) {
      return report;
    }
    String instruction = failure.instruction();
    return report.withFailure(
        failure
            .withMessage(head(failure.message(), LONGEST_MESSAGE))
            .withInstruction(instruction == null ? null : head(instruction, LONGEST_INSTRUCTION)));
  }

  /// Drops from the end of a list for as long as the report is too long.
  private static <T> BuildReport dropUntilItFits(
      BuildReport report, List<T> list, Function<List<T>, BuildReport> with) {
    BuildReport result = report;
    List<T> rest = new ArrayList<>(list);
    while (!rest.isEmpty() && size(json(result)) > LIMIT) {
      rest.removeLast();
      result = with.apply(rest);
    }
    return result;
  }

  private static BuildReport keepTailOfLog(BuildReport report) {
    Failure failure = report.failure();
    if (failure == null || failure.log() == null || size(json(report)) <= LIMIT) {
      return report;
    }
    String log = failure.log();
    int tooShort = 0;
    int tooLong = log.length();
    while (tooLong - tooShort > 1) { // characters take one to six bytes in JSON: try, not count
      int length = (tooShort + tooLong) >>> 1;
      if (size(json(report.withFailure(failure.withLog(tail(log, length))))) <= LIMIT) {
        tooShort = length;
      } else {
        tooLong = length;
      }
    }
    return report.withFailure(failure.withLog(tooShort == 0 ? null : tail(log, tooShort)));
  }

  private static String head(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
    return text.substring(0, end) + "…";
  }

  private static String tail(String text, int length) {
    int start = text.length() - length;
    return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
  }

  private static int size(String json) {
    return json.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String json(BuildReport report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of plain values cannot be written", e);
    }
  }

  private TerminationMessage() {}
}
