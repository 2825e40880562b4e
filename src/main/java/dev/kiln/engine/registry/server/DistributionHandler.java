package dev.kiln.engine.registry.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The distribution API over a directory (OCI distribution spec 1.1): pull, push, mounts, tags,
/// deletion. It has no referrers API, which clients learn from its 404.
public final class DistributionHandler implements HttpHandler {
  private final Listings listings;
  private final Manifests manifests;
  private final Blobs blobs;
  private final Uploads uploads;

  /// @param root the registry's directory; made if it is missing
  public DistributionHandler(Path root) throws IOException {
    var storage = new Storage(root);
    this.listings = new Listings(storage);
    this.manifests = new Manifests(storage);
    this.blobs = new Blobs(storage);
    this.uploads = new Uploads(storage);
  }

  @Override
  public void handle(HttpExchange http) throws IOException {
    try (http) {
      var exchange = new Exchange(http);
      exchange.with("Docker-Distribution-API-Version", "registry/2.0");
      try {
        dispatch(exchange, Route.parse(exchange.path()));
      } catch (ApiException e) {
        exchange.error(e.code(), String.valueOf(e.getMessage()));
      } catch (IOException | RuntimeException e) {
        if (http.getResponseCode() >= 0) {
          throw e; // Half an answer is out: only hanging up tells the client.
        }
        exchange.error(Code.UNKNOWN, e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private void dispatch(Exchange exchange, Route route) throws IOException, ApiException {
    String method = exchange.method();
    switch (route) {
      case Route.Version version -> {
        requireRead(method);
        exchange.json(200, Map.of());
      }
      case Route.Catalog catalog -> {
        requireRead(method);
        listings.repositories(exchange);
      }
      case Route.Tags tags -> {
        requireRead(method);
        listings.tags(exchange, tags.repository());
      }
      case Route.ManifestByTag tagged -> {
        switch (method) {
          case "GET", "HEAD" -> manifests.get(exchange, tagged);
          case "PUT" -> manifests.put(exchange, tagged);
          case "DELETE" -> manifests.delete(exchange, tagged);
          default -> throw unsupported(method);
        }
      }
      case Route.ManifestByDigest exact -> {
        switch (method) {
          case "GET", "HEAD" -> manifests.get(exchange, exact);
          case "PUT" -> manifests.put(exchange, exact);
          case "DELETE" -> manifests.delete(exchange, exact);
          default -> throw unsupported(method);
        }
      }
      case Route.Blob blob -> {
        switch (method) {
          case "GET", "HEAD" -> blobs.get(exchange, blob);
          case "DELETE" -> blobs.delete(exchange, blob);
          default -> throw unsupported(method);
        }
      }
      case Route.NewUpload upload -> {
        if (!method.equals("POST")) {
          throw unsupported(method);
        }
        uploads.start(exchange, upload);
      }
      case Route.Upload upload -> {
        switch (method) {
          case "GET" -> uploads.status(exchange, upload);
          case "PATCH" -> uploads.append(exchange, upload);
          case "PUT" -> uploads.finish(exchange, upload);
          case "DELETE" -> uploads.cancel(exchange, upload);
          default -> throw unsupported(method);
        }
      }
    }
  }

  private static void requireRead(String method) throws ApiException {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw unsupported(method);
    }
  }

  private static ApiException unsupported(String method) {
    return new ApiException(Code.UNSUPPORTED, method + " is not possible here");
  }
}
