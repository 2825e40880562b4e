package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Objects;

/// How often an attempt is repeated that the environment made fail.
///
/// @param limit repetitions beyond the first attempt; 2 if null
public record Retry(
    @JsonPropertyDescription("Repetitions beyond the first attempt.") @Default("2") @Min(0) @Max(10)
        Integer limit) {
  static final Retry DEFAULT = new Retry(2);

  public Retry {
    limit = Objects.requireNonNullElse(limit, 2);
  }
}
