package dev.kiln.engine.registry;

import dev.kiln.engine.registry.Credential.Basic;
import dev.kiln.engine.registry.Credential.RegistryToken;
import dev.kiln.engine.registry.TokenService.Token;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Finds what to say to one registry host: it remembers how the host wants to be answered and the
/// tokens for each set of scopes. Threads that need the same token get it once.
final class Authenticator {
  private final String host;
  private final Credentials credentials;
  private final TokenService tokenService;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Challenge challenge;
  private @Nullable Origin origin;
  private final Map<List<Scope>, Token> tokens = new HashMap<>();
  private final Map<String, Optional<Credential>> found = new HashMap<>();

  Authenticator(String host, Credentials credentials, TokenService tokenService) {
    this.host = host;
    this.credentials = credentials;
    this.tokenService = tokenService;
  }

  /// The header for a request, as far as the host's wishes are known; null otherwise.
  @Nullable String authorization(List<Scope> scopes) throws IOException {
    lock.lock();
    try {
      return challenge == null ? null : header(scopes);
    } finally {
      lock.unlock();
    }
  }

  /// Answers a 401.
  ///
  /// @param asked the values of `WWW-Authenticate`
  /// @param refused the header that was sent and did not do
  /// @return the header to send instead; null if there is no other
  @Nullable String answer(
      Origin from, List<String> asked, List<Scope> scopes, @Nullable String refused)
      throws IOException {
    lock.lock();
    try {
      challenge = best(Challenge.parse(asked));
      origin = from;
      if (challenge == null) {
        return null;
      }
      Token known = tokens.get(scopes);
      if (known != null && ("Bearer " + known.value()).equals(refused)) {
        tokens.remove(scopes);
      }
      String header = header(scopes);
      return header == null || header.equals(refused) ? null : header;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Challenge best(List<Challenge> challenges) {
    for (String scheme : List.of("bearer", "basic")) {
      for (Challenge each : challenges) {
        if (each.scheme().equals(scheme)) {
          return each;
        }
      }
    }
    return null;
  }

  private @Nullable String header(List<Scope> scopes) throws IOException {
    Challenge asked = challenge;
    Origin from = origin;
    if (asked == null || from == null) {
      return null;
    }
    Credential credential = credential(scopes.getFirst().repository());
    if (credential instanceof RegistryToken direct) {
      return "Bearer " + direct.token();
    }
    if (asked.scheme().equals("basic")) {
      return credential instanceof Basic basic ? TokenService.basic(basic) : null;
    }
    Token token = tokens.get(scopes);
    if (token == null || !token.isValid()) {
      token = tokenService.fetch(host, from, asked, scopes, credential, remedy(scopes));
      tokens.put(scopes, token);
    }
    return "Bearer " + token.value();
  }

  private @Nullable Credential credential(String repository) throws IOException {
    Optional<Credential> known = found.get(repository);
    if (known == null) {
      known = credentials.find(host, repository);
      found.put(repository, known);
    }
    return known.orElse(null);
  }

  /// What a user can do about a 401 or 403.
  String remedy(List<Scope> scopes) {
    lock.lock();
    try {
      Optional<Credential> known =
          found.getOrDefault(scopes.getFirst().repository(), Optional.empty());
      return known.isPresent()
          ? "wrong user name or password in " + credentials.describe() + "?"
          : "there are no credentials for " + host + " in " + credentials.describe();
    } finally {
      lock.unlock();
    }
  }
}
