package dev.kiln.engine.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sends single requests: no retries, no redirects, no authentication. One HTTP client for each set
/// of trust settings.
final class HttpSender implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Map<TrustSettings, HttpClient> clients = new ConcurrentHashMap<>();
  private final Duration patience;

  /// @param patience how long a peer may be silent in the middle of a request
  HttpSender(Duration patience) {
    this.patience = patience;
  }

  /// Sends one request; the caller closes the body.
  ///
  /// @throws IOException if there is no answer
  HttpResponse<InputStream> send(
      TrustSettings trust,
      String method,
      URI uri,
      Map<String, String> headers,
      HttpCall.@Nullable Body body)
      throws IOException {
    var request = HttpRequest.newBuilder(uri).header("User-Agent", "kiln");
    headers.forEach(request::header);
    if (body == null) {
      request.timeout(patience).method(method, BodyPublishers.noBody());
      return await(client(trust), request.build(), null);
    }
    try (var stream = new CountingStream(body.source().open())) {
      request.method(method, publisher(stream, body.length()));
      return await(client(trust), request.build(), stream);
    }
  }

  private static BodyPublisher publisher(InputStream stream, long length) {
    return length == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> stream), length);
  }

  private HttpResponse<InputStream> await(
      HttpClient client, HttpRequest request, @Nullable CountingStream upload) throws IOException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    long seen = -1;
    while (true) {
      try {
        return answer.get(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (TimeoutException e) {
        long sent = upload == null ? seen : upload.count();
        if (sent == seen) {
          answer.cancel(true);
          throw new HttpTimeoutException("no progress for " + patience.toSeconds() + " s");
        }
        seen = sent;
      } catch (ExecutionException e) {
        throw unwrapped(e);
      }
    }
  }

  private static IOException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException io -> io;
      case null -> new IOException(e);
      default -> new IOException(e.getCause());
    };
  }

  private HttpClient client(TrustSettings trust) throws IOException {
    HttpClient known = clients.get(trust);
    if (known != null) {
      return known;
    }
    HttpClient fresh =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(EnvironmentProxies.of(System.getenv()))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .sslContext(trust.context())
            .build();
    HttpClient first = clients.putIfAbsent(trust, fresh);
    if (first != null) {
      fresh.shutdownNow();
      return first;
    }
    return fresh;
  }

  /// Ends the connections, also of requests under way.
  @Override
  public void close() {
    clients.values().forEach(HttpClient::shutdownNow);
  }
}
