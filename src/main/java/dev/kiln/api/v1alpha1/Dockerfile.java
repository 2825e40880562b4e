package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Where the instructions stand: in a file of the context, or in the manifest.
///
/// @param path a file relative to the context; null where `inline` is set
/// @param inline the Dockerfile's text
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!(has(self.path) && has(self.inline))",
    message = "only one of path and inline may be set")
public record Dockerfile(
    @JsonPropertyDescription("A file of the context; Dockerfile by default.")
        @Size(min = 1, max = 1024)
        @ValidationRule(value = Syntax.RELATIVE_PATH, message = Syntax.RELATIVE_PATH_MESSAGE)
        @Nullable String path,
    @JsonPropertyDescription("The Dockerfile itself.") @Size(min = 1, max = 524_288)
        @Nullable String inline) {
  static final Dockerfile DEFAULT = new Dockerfile("Dockerfile", null);

  public Dockerfile {
    path = path == null && inline == null ? "Dockerfile" : path;
  }
}
