package dev.kiln.engine.registry.server;

import com.sun.net.httpserver.HttpExchange;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request and its answer.
final class Exchange {
  private final HttpExchange http;
  private final Map<String, String> query;

  Exchange(HttpExchange http) {
    this.http = http;
    this.query = parse(http.getRequestURI().getRawQuery());
  }

  private static Map<String, String> parse(@Nullable String query) {
    var parameters = new HashMap<String, String>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return String.valueOf(http.getRequestURI().getPath());
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  InputStream body() {
    return http.getRequestBody();
  }

  Exchange with(String header, String value) {
    http.getResponseHeaders().set(header, value);
    return this;
  }

  /// Answers without a body.
  void reply(int status) throws IOException {
    http.sendResponseHeaders(status, -1);
  }

  void json(int status, Object value) throws IOException {
    with("Content-Type", "application/json");
    content(status, Json.write(value));
  }

  void content(int status, byte[] content) throws IOException {
    try (OutputStream out = start(status, content.length)) {
      if (out != null) {
        out.write(content);
      }
    }
  }

  /// Answers with the head of a body of that size.
  ///
  /// @return where the body goes; null when the request wants none
  @Nullable OutputStream start(int status, long size) throws IOException {
    if (method().equals("HEAD") || size == 0) {
      with("Content-Length", Long.toString(size));
      http.sendResponseHeaders(status, -1);
      return null;
    }
    http.sendResponseHeaders(status, size);
    return http.getResponseBody();
  }

  void error(ApiException.Code code, String message) throws IOException {
    var error = Map.of("code", code.name(), "message", message);
    json(code.status(), Map.of("errors", List.of(error)));
  }
}
