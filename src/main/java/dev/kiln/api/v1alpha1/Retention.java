package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Objects;

/// How many finished builds stay in `status.history`, and as Jobs with their logs.
///
/// @param succeeded builds that pushed an image; 3 if null
/// @param failed all other finished builds; 3 if null
public record Retention(
    @JsonPropertyDescription("Successful builds that are kept.") @Default("3") @Min(0) @Max(100)
        Integer succeeded,
    @JsonPropertyDescription("Failed and cancelled builds that are kept.")
        @Default("3")
        @Min(0)
        @Max(100)
        Integer failed) {
  static final Retention DEFAULT = new Retention(3, 3);

  public Retention {
    succeeded = Objects.requireNonNullElse(succeeded, 3);
    failed = Objects.requireNonNullElse(failed, 3);
  }
}
