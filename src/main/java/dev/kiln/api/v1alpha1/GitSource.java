package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// A git repository.
///
/// @param ref what to check out; the remote's default branch if null
/// @param secretRef the Secret with the keys `username` and `password`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GitSource(
    @Required
        @JsonPropertyDescription("For example https://git.example.com/team/app.git.")
        @Pattern(Syntax.GIT_URL)
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription("What to check out; the remote's default branch if not set.")
        @Nullable Ref ref,
    @JsonPropertyDescription("A Secret with the keys username and password.")
        @Nullable SecretName secretRef) {

  /// A branch, a tag or a commit; none is the remote's default branch.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @ValidationRule(
      value = "[has(self.branch), has(self.tag), has(self.commit)].filter(one, one).size() <= 1",
      message = "at most one of branch, tag and commit may be set")
  public record Ref(
      @Pattern(Syntax.GIT_REF) @Size(min = 1, max = 255) @Nullable String branch,
      @Pattern(Syntax.GIT_REF) @Size(min = 1, max = 255) @Nullable String tag,
      @JsonPropertyDescription("A full commit id.") @Pattern(Syntax.GIT_COMMIT)
          @Nullable String commit) {}
}
