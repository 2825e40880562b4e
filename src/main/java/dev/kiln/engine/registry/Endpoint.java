package dev.kiln.engine.registry;

import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One registry host as it is reached: scheme, trust, authentication, redirects and retries.
final class Endpoint {
  private static final int MAX_REDIRECTS = 10;
  private static final int CONNECT_ATTEMPTS = 3;

  private final String host;
  private final String authority;
  private final RegistryConfig config;
  private final HttpSender sender;
  private final Authenticator authenticator;
  private final RetryPolicy retries;
  private volatile List<String> schemes;

  Endpoint(
      String host,
      RegistryConfig config,
      HttpSender sender,
      Authenticator authenticator,
      RetryPolicy retries) {
    this.host = host;
    this.authority = host.equals(ImageReference.DOCKER_HUB) ? "registry-1.docker.io" : host;
    this.config = config;
    this.sender = sender;
    this.authenticator = authenticator;
    this.retries = retries;
    this.schemes = schemes(host, config.host(host));
  }

  /// Plain HTTP is for hosts that are named for it, after HTTPS was tried, and for this machine.
  private static List<String> schemes(String host, RegistryConfig.Host settings) {
    if (settings.insecure()) {
      return host.endsWith(":80") ? List.of("http") : List.of("https", "http");
    }
    String name = host.replaceFirst(":[0-9]+$", "");
    return Loopback.isLoopback(name) && settings.ca() == null ? List.of("http") : List.of("https");
  }

  String host() {
    return host;
  }

  RetryPolicy retries() {
    return retries;
  }

  /// Sends a request until it gets an answer that is worth something: the caller judges its status
  /// and closes its body.
  ///
  /// @throws RegistryException if there is none
  HttpResponse<InputStream> send(HttpCall call) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Duration wish = Duration.ZERO;
      try {
        HttpResponse<InputStream> response = sendAuthorized(call);
        if (!isPassing(response.statusCode()) || !mayRepeat(call, attempt)) {
          return response;
        }
        wish = retryAfter(response);
        response.body().close();
      } catch (InterruptedIOException e) {
        throw e;
      } catch (RegistryException e) {
        if (!isPassing(e.status()) || !mayRepeat(call, attempt)) {
          throw e;
        }
      } catch (IOException e) {
        UnreadableSource.rethrow(e);
        if (!mayRepeat(call, attempt) || !isPassing(e, attempt)) {
          throw Failures.failed(host, base(), e);
        }
      }
      retries.pause(attempt, wish);
    }
  }

  private boolean mayRepeat(HttpCall call, int attempt) {
    return call.repeatable() && retries.allows(attempt);
  }

  private static boolean isPassing(int status) {
    return status == 429 || status == 500 || (status >= 502 && status <= 504);
  }

  private static boolean isPassing(IOException failure, int attempt) {
    if (failure instanceof HttpConnectTimeoutException || failure instanceof SSLException) {
      return false;
    }
    return !(failure instanceof ConnectException) || attempt < CONNECT_ATTEMPTS;
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    try {
      return Duration.ofSeconds(
          response.headers().firstValue("Retry-After").map(Long::parseLong).orElse(0L));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private HttpResponse<InputStream> sendAuthorized(HttpCall call) throws IOException {
    String header = authenticator.authorization(call.scopes());
    HttpResponse<InputStream> response = trySchemes(call, header);
    Origin from = Origin.of(response.uri());
    if (response.statusCode() != 401 || !from.equals(Origin.of(base()))) {
      return response;
    }
    String other =
        authenticator.answer(
            from, response.headers().allValues("WWW-Authenticate"), call.scopes(), header);
    if (other == null) {
      return response;
    }
    response.body().close();
    return follow(call, other);
  }

  private HttpResponse<InputStream> trySchemes(HttpCall call, @Nullable String header)
      throws IOException {
    List<String> candidates = schemes;
    if (candidates.size() > 1) {
      try {
        HttpResponse<InputStream> response = follow(call, header);
        schemes = candidates.subList(0, 1);
        return response;
      } catch (SSLException | ConnectException | HttpConnectTimeoutException e) {
        schemes = candidates.subList(1, candidates.size());
        try {
          return follow(call, header);
        } catch (IOException plain) {
          schemes = candidates;
          throw plain;
        }
      }
    }
    return follow(call, header);
  }

  private HttpResponse<InputStream> follow(HttpCall call, @Nullable String authorization)
      throws IOException {
    Origin own = Origin.of(base());
    URI uri = call.target().startsWith("/") ? base().resolve(call.target()) : parse(call.target());
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Origin origin = Origin.of(uri);
      var headers = new HashMap<>(call.headers());
      if (authorization != null && origin.equals(own)) {
        headers.put("Authorization", authorization);
      }
      TrustSettings trust = config.host(origin.equals(own) ? host : origin.authority()).trust();
      HttpResponse<InputStream> response =
          sender.send(trust, call.method(), uri, headers, call.body());
      String location = response.headers().firstValue("Location").orElse(null);
      if (!isRedirect(response.statusCode()) || location == null) {
        return response;
      }
      response.body().close();
      uri = redirected(call, response, uri.resolve(parse(location)));
    }
    throw Failures.protocol(host, uri, "more than " + MAX_REDIRECTS + " redirects");
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private URI redirected(HttpCall call, HttpResponse<?> response, URI next)
      throws RegistryException {
    requireSafe(response.uri(), next);
    boolean keepsMethod = response.statusCode() == 307 || response.statusCode() == 308;
    boolean same = Origin.of(next).equals(Origin.of(response.uri()));
    if (!call.isRead() && !(keepsMethod && same)) {
      throw Failures.protocol(
          host, next, "it redirects " + call.method() + " to " + Failures.bare(next) + ": refused");
    }
    return next;
  }

  private void requireSafe(URI from, URI next) throws RegistryException {
    Origin target = Origin.of(next);
    boolean web = target.scheme().equals("https") || target.scheme().equals("http");
    if (!web || next.getHost() == null || next.getUserInfo() != null) {
      throw Failures.protocol(host, from, "it sends us to an address that is none of the web's");
    }
    if (target.isPlain() && !Origin.of(from).isPlain() && !config.host(host).insecure()) {
      throw Failures.protocol(
          host,
          from,
          "it sends us from HTTPS to plain HTTP at "
              + Failures.bare(next)
              + ": refused (is it behind a proxy that hides HTTPS from it?)");
    }
  }

  /// Where an answer says that an upload goes on.
  String location(HttpResponse<?> response) throws RegistryException {
    String location = response.headers().firstValue("Location").orElse(null);
    if (location == null) {
      throw Failures.protocol(host, response.uri(), "it accepts an upload and does not say where");
    }
    URI next = response.uri().resolve(parse(location));
    requireSafe(response.uri(), next);
    return next.toString();
  }

  /// An answer that is no success, as an error. Reads and closes its body.
  RegistryException answered(HttpCall call, HttpResponse<InputStream> response) {
    int status = response.statusCode();
    boolean mayLogIn = status == 401 || status == 403;
    return Failures.answered(
        host, host, response, mayLogIn ? authenticator.remedy(call.scopes()) : null);
  }

  private URI parse(String address) throws RegistryException {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      throw Failures.of(Kind.PROTOCOL, host, base(), host + " names an address that is none", e);
    }
  }

  private URI base() {
    return URI.create(schemes.getFirst() + "://" + authority + "/");
  }
}
