package dev.kiln.api.v1alpha1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules of the schema, for manifests that no API server has seen. Both must agree: the schema
/// tests hold the same fixtures against either.
public final class SpecRules {
  private final List<String> violations = new ArrayList<>();

  /// What is wrong with a spec, each as `field: cause`; empty if it is sound.
  public static List<String> violations(ImageBuildSpec spec) {
    SpecRules rules = new SpecRules();
    if (rules.present("spec.source", spec.source())) {
      rules.source(spec.source());
    }
    if (rules.present("spec.output", spec.output())) {
      rules.images(spec.output().images());
    }
    rules.dockerfile(spec.dockerfile());
    rules.matches("spec.target", spec.target(), Syntax.STAGE);
    rules.timeout(spec.timeout());
    rules.namedParts(spec);
    rules.range("spec.retry.limit", spec.retry().limit(), 10);
    rules.range("spec.retention.succeeded", spec.retention().succeeded(), 100);
    rules.range("spec.retention.failed", spec.retention().failed(), 100);
    return List.copyOf(rules.violations);
  }

  private void source(Source source) {
    long kinds =
        Stream.of(source.git(), source.configMap(), source.persistentVolumeClaim(), source.inline())
            .filter(Objects::nonNull)
            .count();
    if (kinds != 1) {
      say(
          "spec.source",
          "exactly one of git, configMap, persistentVolumeClaim and inline must be set");
    }
    path("spec.source.contextDir", source.contextDir());
    if (source.git() != null) {
      git(source.git());
    }
    if (source.configMap() != null) {
      name("spec.source.configMap.name", source.configMap().name());
      for (Source.Item item : source.configMap().items()) {
        matches("spec.source.configMap.items[].key", item.key(), Syntax.DATA_KEY);
        path("spec.source.configMap.items[].path", item.path());
      }
    }
    if (source.persistentVolumeClaim() != null) {
      name(
          "spec.source.persistentVolumeClaim.claimName",
          source.persistentVolumeClaim().claimName());
    }
    if (source.inline() != null) {
      List<Source.File> files = source.inline().files();
      files.forEach(file -> {
        path("spec.source.inline.files[].path", file.path());
        present("spec.source.inline.files[].content", file.content());
      });
      unique("spec.source.inline.files[].path", files, Source.File::path);
    }
  }

  private void git(GitSource git) {
    matches("spec.source.git.url", git.url(), Syntax.GIT_URL);
    if (git.secretRef() != null) {
      name("spec.source.git.secretRef.name", git.secretRef().name());
    }
    GitSource.Ref ref = git.ref();
    if (ref == null) {
      return;
    }
    if (Stream.of(ref.branch(), ref.tag(), ref.commit()).filter(Objects::nonNull).count() > 1) {
      say("spec.source.git.ref", "at most one of branch, tag and commit may be set");
    }
    optional("spec.source.git.ref.branch", ref.branch(), Syntax.GIT_REF);
    optional("spec.source.git.ref.tag", ref.tag(), Syntax.GIT_REF);
    optional("spec.source.git.ref.commit", ref.commit(), Syntax.GIT_COMMIT);
  }

  private void images(List<String> images) {
    if (images.isEmpty() || images.size() > 16) {
      say("spec.output.images", "from 1 to 16 names are needed");
    }
    for (String image : images) {
      if (!Pattern.matches(Syntax.IMAGE, image)) {
        say(
            "spec.output.images",
            "'%s' is no image name: write it as registry.example.com/team/app:tag, lower case"
                .formatted(image));
      }
    }
  }

  private void dockerfile(Dockerfile dockerfile) {
    if (dockerfile.path() != null && dockerfile.inline() != null) {
      say("spec.dockerfile", "only one of path and inline may be set");
    }
    if (dockerfile.path() != null) {
      path("spec.dockerfile.path", dockerfile.path());
    }
  }

  private void namedParts(ImageBuildSpec spec) {
    for (BuildArg arg : spec.args()) {
      matches("spec.args[].name", arg.name(), Syntax.VARIABLE);
      present("spec.args[].value", arg.value());
    }
    unique("spec.args[].name", spec.args(), BuildArg::name);
    for (BuildSecret secret : spec.secrets()) {
      matches("spec.secrets[].id", secret.id(), Syntax.SECRET_ID);
      if (present("spec.secrets[].secretRef", secret.secretRef())) {
        name("spec.secrets[].secretRef.name", secret.secretRef().name());
        matches("spec.secrets[].secretRef.key", secret.secretRef().key(), Syntax.DATA_KEY);
      }
    }
    unique("spec.secrets[].id", spec.secrets(), BuildSecret::id);
    spec.registrySecrets().forEach(secret -> name("spec.registrySecrets[].name", secret.name()));
    Cache cache = spec.cache();
    if (cache != null && present("spec.cache.volume", cache.volume())) {
      name("spec.cache.volume.claimName", cache.volume().claimName());
    }
  }

  private void timeout(String timeout) {
    try {
      DurationText.parse(timeout);
    } catch (IllegalArgumentException e) {
      say("spec.timeout", String.valueOf(e.getMessage()));
    }
  }

  private void path(String field, String path) {
    if (present(field, path)
        && (path.isEmpty()
            || path.startsWith("/")
            || Arrays.asList(path.split("/")).contains(".."))) {
      say(field, "'%s' %s".formatted(path, Syntax.RELATIVE_PATH_MESSAGE));
    }
  }

  private void name(String field, String name) {
    matches(field, name, Syntax.OBJECT_NAME);
  }

  private void optional(String field, @Nullable String value, String pattern) {
    if (value != null) {
      matches(field, value, pattern);
    }
  }

  private void matches(String field, String value, String pattern) {
    if (present(field, value) && !Pattern.matches(pattern, value)) {
      say(field, "'%s' does not match %s".formatted(value, pattern));
    }
  }

  private void range(String field, int value, int max) {
    if (value < 0 || value > max) {
      say(field, "must be from 0 to %d, is %d".formatted(max, value));
    }
  }

  private <T> void unique(String field, List<T> list, Function<T, String> key) {
    Set<String> seen = new HashSet<>();
    list.stream()
        .map(key)
        .filter(value -> !seen.add(value))
        .forEach(value -> say(field, "'%s' is there twice".formatted(value)));
  }

  /// Fields that a document leaves out are null, whatever their type says.
  private boolean present(String field, @Nullable Object value) {
    if (value == null) {
      say(field, "is required");
    }
    return value != null;
  }

  private void say(String field, String cause) {
    violations.add(field + ": " + cause);
  }

  private SpecRules() {}
}
