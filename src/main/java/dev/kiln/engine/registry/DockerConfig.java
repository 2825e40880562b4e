package dev.kiln.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One docker `config.json`: credentials by host or by a prefix of a repository's name, and the
/// helpers that keep credentials elsewhere.
///
/// @param auths by normalised key: a host, optionally followed by the start of a repository
/// @param helpers the names of helpers by host
/// @param store the helper for all other hosts
record DockerConfig(
    Path file, Map<String, Credential> auths, Map<String, String> helpers, @Nullable String store) {
  private static final int MAX_SIZE = 1 << 20;
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  DockerConfig {
    auths = Map.copyOf(auths);
    helpers = Map.copyOf(helpers);
  }

  /// Reads the file.
  ///
  /// @throws IOException that names the place and holds nothing of the content
  static DockerConfig read(Path file) throws IOException {
    if (Files.size(file) > MAX_SIZE) {
      throw new IOException(file + " is too large for a docker config.json");
    }
    JsonNode root;
    try {
      root = Json.read(Files.readAllBytes(file), JsonNode.class);
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new IOException(
          file + ":" + (place == null ? 0 : place.getLineNr()) + " is no valid JSON");
    }
    var auths = new LinkedHashMap<String, Credential>();
    for (var entry : root.path("auths").properties()) {
      credential(file, entry.getKey(), entry.getValue())
          .ifPresent(credential -> auths.put(normalise(entry.getKey()), credential));
    }
    var helpers = new LinkedHashMap<String, String>();
    for (var entry : root.path("credHelpers").properties()) {
      helpers.put(normalise(entry.getKey()), entry.getValue().asText());
    }
    String store = root.path("credsStore").asText("");
    return new DockerConfig(file, auths, helpers, store.isEmpty() ? null : store);
  }

  private static Optional<Credential> credential(Path file, String key, JsonNode entry)
      throws IOException {
    String identityToken = entry.path("identitytoken").asText("");
    if (!identityToken.isEmpty()) {
      return Optional.of(new Credential.IdentityToken(identityToken));
    }
    String registryToken = entry.path("registrytoken").asText("");
    if (!registryToken.isEmpty()) {
      return Optional.of(new Credential.RegistryToken(registryToken));
    }
    String auth = entry.path("auth").asText("");
    if (auth.isEmpty()) {
      String username = entry.path("username").asText("");
      return username.isEmpty()
          ? Optional.empty()
          : Optional.of(new Credential.Basic(username, entry.path("password").asText("")));
    }
    String decoded = decode(auth);
    int colon = decoded.indexOf(':');
    if (colon < 0) {
      throw new IOException(
          file + ": 'auth' of '" + key + "' is not the base64 form of USER:PASSWORD");
    }
    return Optional.of(
        new Credential.Basic(decoded.substring(0, colon), decoded.substring(colon + 1)));
  }

  /// Empty when it is no base64; some writers end it with NUL bytes.
  private static String decode(String auth) {
    try {
      byte[] bytes = Base64.getDecoder().decode(auth.strip());
      return new String(bytes, StandardCharsets.UTF_8).replaceAll("\0+$", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /// The key without scheme and API version; docker's names for its hub are one.
  private static String normalise(String key) {
    String name = key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    int slash = name.indexOf('/');
    String host = slash < 0 ? name : name.substring(0, slash);
    return switch (host) {
      case "index.docker.io", "registry-1.docker.io" ->
          ImageReference.DOCKER_HUB + name.substring(host.length());
      default -> name;
    };
  }

  /// The key under which helpers keep the credentials of `host`.
  static String helperKey(String host) {
    return host.equals(ImageReference.DOCKER_HUB) ? HUB_KEY : host;
  }
}
