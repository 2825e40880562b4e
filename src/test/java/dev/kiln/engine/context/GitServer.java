package dev.kiln.engine.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** A repository behind smart HTTP at `/repo.git`, on loopback, with or without a password. */
final class GitServer implements AutoCloseable {
  private final HttpServer server;
  private final Repository repository;
  private final @Nullable String authorization;
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  private @Nullable String redirect;

  GitServer(Path gitDirectory, @Nullable GitCredentials credentials) throws IOException {
    repository = new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).build();
    authorization =
        credentials == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (credentials.username() + ":" + credentials.password()).getBytes(UTF_8));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/repo.git";
  }

  void redirectTo(String url) {
    redirect = url;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var given = exchange.getRequestHeaders().getFirst("Authorization");
      if (given != null) {
        authorizations.add(given);
      }
      var path = exchange.getRequestURI().getPath();
      if (redirect != null) {
        var target = redirect + exchange.getRequestURI().toString().substring("/repo.git".length());
        exchange.getResponseHeaders().add("Location", target);
        exchange.sendResponseHeaders(302, -1);
      } else if (!path.startsWith("/repo.git/")) {
        exchange.sendResponseHeaders(404, -1);
      } else if (authorization != null && !authorization.equals(given)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (path.endsWith("/info/refs")) {
        advertise(exchange);
      } else {
        upload(exchange);
      }
    }
  }

  private UploadPack uploadPack(HttpExchange exchange) {
    var pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setRequestPolicy(UploadPack.RequestPolicy.REACHABLE_COMMIT);
    var protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      pack.setExtraParameters(List.of(protocol.split(":", -1)));
    }
    return pack;
  }

  private void advertise(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .add("Content-Type", "application/x-git-upload-pack-advertisement");
    exchange.sendResponseHeaders(200, 0);
    var lines = new PacketLineOut(exchange.getResponseBody());
    uploadPack(exchange)
        .sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(lines), "git-upload-pack");
  }

  private void upload(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-result");
    exchange.sendResponseHeaders(200, 0);
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    var body = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    uploadPack(exchange).upload(body, exchange.getResponseBody(), null);
  }

  @Override
  public void close() {
    server.stop(0);
    repository.close();
  }
}
