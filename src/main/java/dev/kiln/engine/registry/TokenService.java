package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.registry.Credential.Basic;
import dev.kiln.engine.registry.Credential.IdentityToken;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gets tokens where a registry's challenge says (distribution token authentication specification).
///
/// Credentials go to a token service over HTTPS only, or to the very host of a registry that itself
/// speaks plain HTTP: a challenge is the word of whoever answered.
final class TokenService {
  private static final int MAX_ANSWER = 1 << 20;
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final RegistryConfig config;
  private final HttpSender sender;

  TokenService(RegistryConfig config, HttpSender sender) {
    this.config = config;
    this.sender = sender;
  }

  /// A token and when it is no longer to be used.
  record Token(String value, Instant until) {
    boolean isValid() {
      return Instant.now().isBefore(until);
    }

    @Override
    public String toString() {
      return "Token[***]";
    }
  }

  /// @param registry where the challenge came from
  /// @param remedy what to do when the credentials are refused
  Token fetch(
      String host,
      Origin registry,
      Challenge challenge,
      List<Scope> scopes,
      @Nullable Credential credential,
      String remedy)
      throws IOException {
    URI realm = realm(host, registry, challenge);
    Origin target = Origin.of(realm);
    boolean sameMachine = target.host().equals(registry.host());
    TrustSettings trust = config.host(sameMachine ? host : target.authority()).trust();
    HttpResponse<InputStream> response;
    try {
      response =
          credential instanceof IdentityToken identity
              ? exchange(trust, realm, challenge, scopes, identity)
              : get(trust, realm, challenge, scopes, credential);
    } catch (IOException e) {
      throw Failures.failed(host, realm, e);
    }
    if (response.statusCode() != 200) {
      throw Failures.answered(host, "the token service of " + host, response, remedy);
    }
    return read(host, realm, response);
  }

  private URI realm(String host, Origin registry, Challenge challenge) throws RegistryException {
    String text = challenge.parameter("realm");
    URI realm;
    try {
      realm = URI.create(String.valueOf(text));
    } catch (IllegalArgumentException e) {
      realm = URI.create("");
    }
    Origin target = Origin.of(realm);
    boolean web = target.scheme().equals("https") || target.scheme().equals("http");
    if (text == null || realm.getHost() == null || realm.getUserInfo() != null || !web) {
      throw new RegistryException(
          Kind.PROTOCOL, host, host + " asks for a token and names no address to get it from");
    }
    if (target.isPlain() && !mayBePlain(registry, target)) {
      throw new RegistryException(
          Kind.PROTOCOL,
          host,
          host
              + " sends credentials to "
              + Failures.bare(realm)
              + ", which is another host without TLS: refused");
    }
    return realm;
  }

  private boolean mayBePlain(Origin registry, Origin target) {
    return registry.isPlain()
        && (registry.host().equals(target.host()) || config.host(target.authority()).insecure());
  }

  private HttpResponse<InputStream> get(
      TrustSettings trust,
      URI realm,
      Challenge challenge,
      List<Scope> scopes,
      @Nullable Credential credential)
      throws IOException {
    var query = new StringBuilder(realm.getRawQuery() == null ? "" : realm.getRawQuery() + "&");
    query.append("client_id=kiln");
    String service = challenge.parameter("service");
    if (service != null) {
      query.append("&service=").append(encoded(service));
    }
    for (Scope scope : scopes) {
      query.append("&scope=").append(encoded(scope.toString()));
    }
    Map<String, String> headers = Map.of();
    if (credential instanceof Basic basic) {
      query.append("&account=").append(encoded(basic.username()));
      headers = Map.of("Authorization", basic(basic));
    }
    return sender.send(trust, "GET", withQuery(realm, query.toString()), headers, null);
  }

  private HttpResponse<InputStream> exchange(
      TrustSettings trust,
      URI realm,
      Challenge challenge,
      List<Scope> scopes,
      IdentityToken identity)
      throws IOException {
    String service = challenge.parameter("service");
    String all = scopes.stream().map(Scope::toString).collect(Collectors.joining(" "));
    byte[] form =
        ("grant_type=refresh_token&client_id=kiln&service="
                + encoded(service == null ? "" : service)
                + "&scope="
                + encoded(all)
                + "&refresh_token="
                + encoded(identity.token()))
            .getBytes(UTF_8);
    return sender.send(
        trust,
        "POST",
        realm,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        new HttpCall.Body(() -> new ByteArrayInputStream(form), form.length));
  }

  private static Token read(String host, URI realm, HttpResponse<InputStream> response)
      throws IOException {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MAX_ANSWER);
    }
    JsonNode json;
    try {
      json = Json.read(body, JsonNode.class);
    } catch (IOException e) {
      throw Failures.protocol(host, realm, "its token service did not answer with JSON");
    }
    String value = json.path("token").asText("");
    value = value.isEmpty() ? json.path("access_token").asText("") : value;
    if (!TOKEN.matcher(value).matches()) {
      throw Failures.protocol(host, realm, "its token service answered without a token");
    }
    Duration life = Duration.ofSeconds(Math.clamp(json.path("expires_in").asLong(), 0, 86_400));
    life = life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life;
    return new Token(value, Instant.now().plus(life).minus(MARGIN));
  }

  static String basic(Basic credential) {
    String pair = credential.username() + ":" + credential.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static URI withQuery(URI realm, String query) {
    String text = realm.toString();
    int end = text.indexOf('?') >= 0 ? text.indexOf('?') : text.length();
    return URI.create(text.substring(0, end) + "?" + query);
  }
}
