package dev.kiln.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the build context comes from: exactly one kind is set.
///
/// @param contextDir the directory of the source that is the context
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.git), has(self.configMap), has(self.persistentVolumeClaim), has(self.inline)]"
            + ".filter(kind, kind).size() == 1",
    message = "exactly one of git, configMap, persistentVolumeClaim and inline must be set")
public record Source(
    @JsonPropertyDescription("A git repository.") @Nullable GitSource git,
    @JsonPropertyDescription("A ConfigMap of this namespace; each key is a file.")
        @Nullable ConfigMap configMap,
    @JsonPropertyDescription("A volume of this namespace; it is only read.")
        @Nullable Claim persistentVolumeClaim,
    @JsonPropertyDescription("Files that stand in this manifest.") @Nullable Inline inline,
    @JsonPropertyDescription("The directory of the source that is the context.")
        @Default(".")
        @Size(min = 1, max = 1024)
        @ValidationRule(value = Syntax.RELATIVE_PATH, message = Syntax.RELATIVE_PATH_MESSAGE)
        String contextDir) {
  public Source {
    contextDir = Objects.requireNonNullElse(contextDir, ".");
  }

  /// A ConfigMap of the namespace.
  ///
  /// @param items which keys become which files; every key under its own name if empty
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ConfigMap(
      @Required @Pattern(Syntax.OBJECT_NAME) @Size(max = 253) String name,
      @JsonPropertyDescription("Which keys become which files; all by default.") @Size(max = 256)
          List<Item> items) {
    public ConfigMap {
      items = Copies.of(items);
    }
  }

  /// One key of a ConfigMap and the path of its file in the source.
  public record Item(
      @Required @Pattern(Syntax.DATA_KEY) @Size(max = 253) String key,
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(value = Syntax.RELATIVE_PATH, message = Syntax.RELATIVE_PATH_MESSAGE)
          String path) {}

  /// A PersistentVolumeClaim of the namespace.
  public record Claim(@Required @Pattern(Syntax.OBJECT_NAME) @Size(max = 253) String claimName) {}

  /// Files in the manifest itself.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Inline(@Required @Size(max = 100) List<File> files) {
    public Inline {
      files = Copies.of(files);
    }
  }

  /// One file of mode 0644.
  public record File(
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(value = Syntax.RELATIVE_PATH, message = Syntax.RELATIVE_PATH_MESSAGE)
          String path,
      @Required @Size(max = 524_288) String content) {}
}
