package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/// A key of a Secret that `RUN --mount=type=secret,id=…` sees.
public record BuildSecret(
    @Required @Pattern(Syntax.SECRET_ID) @Size(max = 128) String id,
    @Required @JsonPropertyDescription("A key of a Secret of this namespace.") KeyRef secretRef) {

  /// A key of a Secret of the namespace.
  public record KeyRef(
      @Required @Pattern(Syntax.OBJECT_NAME) @Size(max = 253) String name,
      @Required @Pattern(Syntax.DATA_KEY) @Size(max = 253) String key) {}
}
