package dev.kiln.builder;

import dev.kiln.api.v1alpha1.BuildArg;
import dev.kiln.api.v1alpha1.BuildSecret;
import dev.kiln.api.v1alpha1.GitSource;
import dev.kiln.api.v1alpha1.ImageBuildSpec;
import dev.kiln.api.v1alpha1.Reason;
import dev.kiln.api.v1alpha1.SecretName;
import dev.kiln.api.v1alpha1.Source;
import dev.kiln.engine.BuildRequest;
import dev.kiln.engine.DockerfileSource;
import dev.kiln.engine.SecretSource;
import dev.kiln.engine.context.ContextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An `ImageBuild`'s spec as a request to the engine. Closing it removes the files that were made
/// for the request, so it stays open while the engine works.
public final class ManifestBuild implements AutoCloseable {
  private final BuildRequest request;
  private final @Nullable ContextFiles files;

  private ManifestBuild(BuildRequest request, @Nullable ContextFiles files) {
    this.request = request;
    this.files = files;
  }

  /// Resolves all that the spec refers to.
  ///
  /// @throws InputException if something that the spec refers to is not among the inputs
  /// @throws IOException if the temporary files cannot be written
  public static ManifestBuild prepare(ImageBuildSpec spec, Inputs inputs, Settings settings)
      throws InputException, IOException {
    Source source = spec.source();
    boolean needsFiles = source.inline() != null || source.configMap() != null;
    ContextFiles files = needsFiles ? new ContextFiles() : null;
    try {
      return new ManifestBuild(request(spec, inputs, settings, files), files);
    } catch (InputException | IOException | RuntimeException e) {
      if (files != null) {
        files.close();
      }
      throw e;
    }
  }

  public BuildRequest request() {
    return request;
  }

  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
  }

  private static BuildRequest request(
      ImageBuildSpec spec, Inputs inputs, Settings settings, @Nullable ContextFiles files)
      throws InputException, IOException {
    var logins = new ArrayList<Path>();
    for (SecretName secret : spec.registrySecrets()) {
      logins.add(inputs.login(secret.name()));
    }
    logins.addAll(settings.dockerConfigs());
    return new BuildRequest(
        context(spec.source(), inputs, files),
        dockerfile(spec),
        spec.output().images(),
        spec.target().isEmpty() ? null : spec.target(),
        args(spec.args()),
        spec.labels(),
        secrets(spec.secrets(), inputs),
        null,
        spec.runsEveryStep() || settings.noCache(),
        false,
        settings.outputs(),
        settings.sourceDateEpoch(),
        settings.registries(),
        logins,
        settings.cacheDirectory(),
        settings.storeDirectory(),
        settings.isolation());
  }

  private static ContextSource context(Source source, Inputs inputs, @Nullable ContextFiles files)
      throws InputException, IOException {
    GitSource git = source.git();
    return git == null
        ? new ContextSource.Local(within(root(source, inputs, files), source.contextDir()))
        : git(git, source.contextDir(), inputs);
  }

  private static Path root(Source source, Inputs inputs, @Nullable ContextFiles files)
      throws InputException, IOException {
    Source.Claim claim = source.persistentVolumeClaim();
    if (claim != null) {
      return inputs.volume(claim.claimName());
    }
    Objects.requireNonNull(files, "made for every other source");
    Source.ConfigMap map = source.configMap();
    if (map != null) {
      files.copy(map.name(), inputs.configMap(map.name()), map.items());
    }
    Source.Inline inline = source.inline();
    if (inline != null) {
      files.write(inline.files());
    }
    return files.directory();
  }

  private static ContextSource git(GitSource git, String contextDir, Inputs inputs)
      throws InputException, IOException {
    String username = null;
    String password = null;
    SecretName secret = git.secretRef();
    if (secret != null) {
      username = Files.readString(inputs.secret(secret.name(), "username")).strip();
      password = Files.readString(inputs.secret(secret.name(), "password")).strip();
    }
    String subdirectory = Path.of(contextDir).normalize().toString();
    return new ContextSource.Git(
        git.url(),
        ref(git.ref()),
        subdirectory.isEmpty() ? null : subdirectory,
        username,
        password);
  }

  private static @Nullable String ref(GitSource.@Nullable Ref ref) {
    if (ref == null || (ref.commit() == null && ref.tag() == null && ref.branch() == null)) {
      return null;
    }
    if (ref.commit() != null) {
      return ref.commit();
    }
    // in full, for a branch and a tag may have one name
    return ref.tag() != null ? "refs/tags/" + ref.tag() : "refs/heads/" + ref.branch();
  }

  /// The directory of a source, which may not lie outside it, whatever links say.
  private static Path within(Path root, String contextDir) throws InputException, IOException {
    Path real = root.toRealPath();
    Path directory = real.resolve(contextDir);
    if (!Files.isDirectory(directory)) {
      throw new InputException(
          Reason.ContextDirNotFound,
          "spec.source.contextDir: the source has no directory '%s'".formatted(contextDir));
    }
    Path found = directory.toRealPath();
    if (!found.startsWith(real)) {
      throw new InputException(
          Reason.ContextDirNotFound,
          "spec.source.contextDir: '%s' is a link that leads out of the source"
              .formatted(contextDir));
    }
    return found;
  }

  private static DockerfileSource dockerfile(ImageBuildSpec spec) {
    String inline = spec.dockerfile().inline();
    String path = spec.dockerfile().path();
    return inline == null || path != null
        ? new DockerfileSource.InContext(path == null ? "Dockerfile" : path)
        : new DockerfileSource.Inline(inline);
  }

  private static Map<String, String> args(List<BuildArg> args) {
    var values = new LinkedHashMap<String, String>();
    args.forEach(arg -> values.put(arg.name(), arg.value()));
    return values;
  }

  private static Map<String, SecretSource> secrets(List<BuildSecret> secrets, Inputs inputs)
      throws InputException {
    var sources = new LinkedHashMap<String, SecretSource>();
    for (BuildSecret secret : secrets) {
      BuildSecret.KeyRef ref = secret.secretRef();
      sources.put(secret.id(), new SecretSource.File(inputs.secret(ref.name(), ref.key())));
    }
    return sources;
  }
}
