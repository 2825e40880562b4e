package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/// Why the last build failed, kept after its pod is gone.
///
/// @param message place, cause and remedy in one sentence or two
/// @param file the Dockerfile, as the spec names it
/// @param line the instruction's first line, from 1
/// @param exitCode of the failing RUN
/// @param log the tail of the failing step's output
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Failure(
    @Required Reason reason,
    @Required String message,
    @Nullable String file,
    @Nullable Integer line,
    @JsonPropertyDescription("The failing instruction as it is written.")
        @Nullable String instruction,
    @JsonPropertyDescription("The stage it stands in.") @Nullable String stage,
    @JsonPropertyDescription("The exit status of the failing RUN.") @Nullable Integer exitCode,
    @JsonPropertyDescription("The last lines of the failing step's output.") @Nullable String log) {

  /// A failure that has no place in a Dockerfile.
  public static Failure of(Reason reason, String message) {
    return new Failure(reason, message, null, null, null, null, null, null);
  }

  Failure withMessage(String shorter) {
    return new Failure(reason, shorter, file, line, instruction, stage, exitCode, log);
  }

  Failure withInstruction(@Nullable String shorter) {
    return new Failure(reason, message, file, line, shorter, stage, exitCode, log);
  }

  Failure withLog(@Nullable String shorter) {
    return new Failure(reason, message, file, line, instruction, stage, exitCode, shorter);
  }
}
