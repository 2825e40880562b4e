package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server on loopback that does whatever a test wants a bad registry to do. */
final class FakeRegistry implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What came: the authorization is empty when there was none. */
  record Request(String method, String path, String query, String authorization) {}

  /** Answers a request. */
  interface Answer {
    void to(Exchange exchange) throws IOException;
  }

  /** One request, with short ways to answer it. */
  record Exchange(HttpExchange http, Request request) {
    Exchange header(String name, String value) {
      http.getResponseHeaders().set(name, value);
      return this;
    }

    void reply(int status, byte[] body) throws IOException {
      if (body.length == 0 || request.method().equals("HEAD")) {
        http.sendResponseHeaders(status, -1);
      } else {
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
      }
    }

    void reply(int status, String body) throws IOException {
      reply(status, body.getBytes(UTF_8));
    }

    /** Announces a longer body than it sends, then hangs up. */
    void replyShort(int status, byte[] body, int announced) throws IOException {
      http.sendResponseHeaders(status, announced);
      OutputStream out = http.getResponseBody();
      out.write(body);
      out.flush();
    }
  }

  FakeRegistry(Answer answer) throws IOException {
    this("127.0.0.1", answer);
  }

  FakeRegistry(String address, Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        http -> {
          String authorization = http.getRequestHeaders().getFirst("Authorization");
          var request =
              new Request(
                  http.getRequestMethod(),
                  http.getRequestURI().getPath(),
                  String.valueOf(http.getRequestURI().getRawQuery()),
                  authorization == null ? "" : authorization);
          requests.add(request);
          try (http) {
            http.getRequestBody().transferTo(OutputStream.nullOutputStream());
            answer.to(new Exchange(http, request));
          }
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String host() {
    return "127.0.0.1:" + port();
  }

  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
