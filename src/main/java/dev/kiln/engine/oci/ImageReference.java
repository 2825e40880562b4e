package dev.kiln.engine.oci;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an image, normalised as docker does it: `busybox` is
/// `docker.io/library/busybox:latest`. An instance always has a tag, a digest or both; with both,
/// the digest decides (OCI distribution spec, "Pulling manifests").
///
/// @param registry host and optional port, such as `docker.io` or `localhost:5000`
/// @param repository the path below the registry, such as `library/busybox`
/// @param tag `latest` when neither tag nor digest is given
public record ImageReference(
    String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
  public static final String DOCKER_HUB = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final int MAX_NAME = 255;

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
              + "|\\[[a-fA-F0-9:]+])(?::[0-9]{1,5})?");
  private static final Pattern COMPONENT =
      Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

  /// @throws InvalidReferenceException if a part has not the form that registries accept
  public ImageReference {
    if (!REGISTRY.matcher(registry).matches()) {
      throw new InvalidReferenceException("'" + registry + "' is not a registry host");
    }
    checkRepository(registry, repository);
    if (tag == null && digest == null) {
      tag = "latest";
    }
    if (tag != null && !TAG.matcher(tag).matches()) {
      throw new InvalidReferenceException(
          "'"
              + tag
              + "' is not a tag: up to 128 letters, digits, '_', '.' and '-', the first no '.' or '-'");
    }
  }

  /// Reads `[registry/]repository[:tag][@digest]`.
  ///
  /// @throws InvalidReferenceException if `text` has another form
  public static ImageReference parse(String text) {
    try {
      return parseParts(text);
    } catch (InvalidReferenceException e) {
      throw new InvalidReferenceException("invalid image name '" + text + "': " + e.getMessage());
    }
  }

  private static ImageReference parseParts(String text) {
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new InvalidReferenceException(
          "names have no scheme; did you mean '" + text.substring(scheme + 3) + "'?");
    }
    int at = text.indexOf('@');
    Digest digest = at < 0 ? null : parseDigest(text.substring(at + 1));
    String name = at < 0 ? text : text.substring(0, at);
    int slash = name.indexOf('/');
    boolean named = slash >= 0 && isRegistry(name.substring(0, slash));
    String path = named ? name.substring(slash + 1) : name;
    int colon = path.lastIndexOf(':');
    String tag = colon > path.lastIndexOf('/') ? path.substring(colon + 1) : null;
    String repository = tag == null ? path : path.substring(0, colon);
    String prefix = named ? name.substring(0, slash + 1) : "";
    refuseUpperCase(prefix, repository, text);
    String registry = named ? name.substring(0, slash) : DOCKER_HUB;
    return normalised(registry, repository, tag, digest);
  }

  private static ImageReference normalised(
      String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
    boolean hub = registry.equals(DOCKER_HUB) || registry.equals("index.docker.io");
    boolean official = hub && !repository.isEmpty() && repository.indexOf('/') < 0;
    if (official && IMAGE_ID.matcher(repository).matches()) {
      throw new InvalidReferenceException(
          "64 hexadecimal digits are an image ID, which registries do not know; use a name");
    }
    return new ImageReference(
        hub ? DOCKER_HUB : registry, official ? OFFICIAL + repository : repository, tag, digest);
  }

  private static void refuseUpperCase(String prefix, String repository, String text) {
    String lower = repository.toLowerCase(Locale.ROOT);
    if (!repository.equals(lower)) {
      String suffix = text.substring(prefix.length() + repository.length());
      throw new InvalidReferenceException(
          "repository names are lower case; did you mean '" + prefix + lower + suffix + "'?");
    }
  }

  private static Digest parseDigest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidReferenceException(e.getMessage() + " (expected sha256: and 64 hex digits)");
    }
  }

  /// Docker's rule: a first component names a registry when it could not be part of a repository.
  private static boolean isRegistry(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  private static void checkRepository(String registry, String repository) {
    if (repository.isEmpty()) {
      throw new InvalidReferenceException("the repository is missing");
    }
    if (registry.length() + 1 + repository.length() > MAX_NAME) {
      throw new InvalidReferenceException("the name is longer than " + MAX_NAME + " characters");
    }
    for (String component : repository.split("/", -1)) {
      if (!COMPONENT.matcher(component).matches()) {
        throw new InvalidReferenceException(
            "'"
                + component
                + "' cannot be part of a repository name: lower-case letters and digits,"
                + " separated by '.', '_', '__' or '-'");
      }
    }
  }

  /// Registry and repository, without tag and digest.
  public String name() {
    return registry + "/" + repository;
  }

  /// What a registry is asked for: the digest when there is one, else the tag.
  public String identifier() {
    return digest != null ? digest.toString() : String.valueOf(tag);
  }

  /// This image at `newDigest`, whatever its tag says.
  public ImageReference withDigest(Digest newDigest) {
    return new ImageReference(registry, repository, tag, newDigest);
  }

  /// The tag `newTag` of the same repository, without a digest.
  public ImageReference withTag(String newTag) {
    return new ImageReference(registry, repository, newTag, null);
  }

  /// The short form that docker prints: `busybox:latest`.
  public String familiar() {
    String name = name();
    if (registry.equals(DOCKER_HUB)) {
      name =
          repository.startsWith(OFFICIAL) && repository.indexOf('/', OFFICIAL.length()) < 0
              ? repository.substring(OFFICIAL.length())
              : repository;
    }
    return name + suffix();
  }

  /// The fully qualified form: `docker.io/library/busybox:latest`.
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
