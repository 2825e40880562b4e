package dev.kiln.engine.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request to a registry.
///
/// @param target a path below the host, or the absolute address that the host named for an upload
/// @param scopes what a token for it has to allow
/// @param repeatable whether it may be sent again after it failed in an unknown state
record HttpCall(
    String method,
    String target,
    Map<String, String> headers,
    @Nullable Body body,
    List<Scope> scopes,
    boolean repeatable) {

  HttpCall {
    headers = Map.copyOf(headers);
    scopes = List.copyOf(scopes);
  }

  /// @param length in bytes
  record Body(BlobSource source, long length) {}

  static HttpCall get(String target, Map<String, String> headers, Scope scope) {
    return new HttpCall("GET", target, headers, null, List.of(scope), true);
  }

  static HttpCall head(String target, Map<String, String> headers, Scope scope) {
    return new HttpCall("HEAD", target, headers, null, List.of(scope), true);
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
