package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/// Where the image goes.
///
/// @param images names with tags (`latest` by default); the first is the one the status shows
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Output(
    @Required
        @JsonPropertyDescription(
            "Names to push to, for example registry.example.com/team/app:1.0; lower case.")
        @Size(min = 1, max = 16)
        List<@Pattern(Syntax.IMAGE) @Size(max = 384) String> images) {
  public Output {
    images = Copies.of(images);
  }
}
