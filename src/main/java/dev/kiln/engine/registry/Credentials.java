package dev.kiln.engine.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The credentials of docker `config.json` files. Keys name a host (`registry.example.com:5000`,
/// `https://index.docker.io/v1/`), hosts by a pattern (`*.example.com`), or the start of a
/// repository (`registry.example.com/team`). The longest key that fits wins, then the earlier file,
/// as for image pull secrets in Kubernetes.
public final class Credentials {
  public static final Credentials NONE = new Credentials(List.of(), null);

  private final List<DockerConfig> configs;
  private final @Nullable String searchPath;

  private Credentials(List<DockerConfig> configs, @Nullable String searchPath) {
    this.configs = List.copyOf(configs);
    this.searchPath = searchPath;
  }

  /// Reads the files; a directory stands for its `config.json` or `.dockerconfigjson`.
  ///
  /// @throws IOException if one is missing or broken
  public static Credentials read(List<Path> files) throws IOException {
    return read(files, System.getenv("PATH"));
  }

  static Credentials read(List<Path> files, @Nullable String searchPath) throws IOException {
    var configs = new ArrayList<DockerConfig>();
    for (Path file : files) {
      configs.add(DockerConfig.read(fileOf(file)));
    }
    return new Credentials(configs, searchPath);
  }

  private static Path fileOf(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path + ": there is no such docker config.json");
      }
      return path;
    }
    for (String name : List.of("config.json", ".dockerconfigjson")) {
      if (Files.exists(path.resolve(name))) {
        return path.resolve(name);
      }
    }
    throw new NoSuchFileException(path + " holds neither config.json nor .dockerconfigjson");
  }

  /// The file that docker itself would read in that environment, if it exists.
  public static List<Path> defaultFiles(Map<String, String> environment) {
    String directory = environment.get("DOCKER_CONFIG");
    String home = environment.getOrDefault("HOME", "/root");
    Path file =
        directory != null && !directory.isEmpty()
            ? Path.of(directory, "config.json")
            : Path.of(home, ".docker", "config.json");
    return Files.isRegularFile(file) ? List.of(file) : List.of();
  }

  /// What to show to `host` for `repository`.
  ///
  /// @throws IOException if the file names a helper program for the host that cannot be asked
  public Optional<Credential> find(String host, String repository) throws IOException {
    for (DockerConfig config : configs) {
      Optional<Credential> kept = ask(config, config.helpers().get(host), host);
      if (kept.isPresent()) {
        return kept;
      }
    }
    Credential best = null;
    int bestLength = -1;
    for (DockerConfig config : configs) {
      for (Map.Entry<String, Credential> entry : config.auths().entrySet()) {
        if (entry.getKey().length() > bestLength && covers(entry.getKey(), host, repository)) {
          best = entry.getValue();
          bestLength = entry.getKey().length();
        }
      }
    }
    return best != null ? Optional.of(best) : fromStores(host);
  }

  private Optional<Credential> fromStores(String host) throws IOException {
    for (DockerConfig config : configs) {
      Optional<Credential> kept = ask(config, config.store(), host);
      if (kept.isPresent()) {
        return kept;
      }
    }
    return Optional.empty();
  }

  private Optional<Credential> ask(DockerConfig config, @Nullable String helper, String host)
      throws IOException {
    return helper == null
        ? Optional.empty()
        : new CredentialProgram(helper, config.file(), searchPath)
            .get(DockerConfig.helperKey(host));
  }

  /// The files that were read, for messages.
  String describe() {
    return configs.isEmpty()
        ? "any docker config.json: none was found"
        : String.join(", ", configs.stream().map(config -> config.file().toString()).toList());
  }

  private static boolean covers(String key, String host, String repository) {
    int slash = key.indexOf('/');
    String keyHost = slash < 0 ? key : key.substring(0, slash);
    if (!hostMatches(keyHost, host)) {
      return false;
    }
    String path = slash < 0 ? "" : key.substring(slash + 1);
    return path.isEmpty() || repository.equals(path) || repository.startsWith(path + "/");
  }

  /// `*` stands for anything within one label, as in Kubernetes.
  private static boolean hostMatches(String pattern, String host) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equalsIgnoreCase(host);
    }
    String regex =
        Arrays.stream(pattern.split("[*]", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^.]*"));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(host).matches();
  }

  @Override
  public String toString() {
    return "Credentials[" + describe() + "]";
  }
}
