package dev.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryCommandTest {
  @TempDir Path directory;

  @Test
  void servesUntilItIsInterrupted() throws Exception {
    var stage = new Stage(directory);
    var status = new CompletableFuture<Integer>();
    Thread server =
        Thread.ofPlatform()
            .start(() -> status.complete(stage.run("registry", "--port", "0", "--dir", "images")));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stage.out().endsWith("\n") || status.isDone());
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + stage.out().strip() + "/v2/");
      int code =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
      assertThat(code).isEqualTo(200);
    }
    server.interrupt();
    assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(130);
  }

  @Test
  void aPortInUseIsTheEnvironmentsFault() throws Exception {
    var stage = new Stage(directory);
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());
      assertThat(stage.run("registry", "--port", port)).isEqualTo(3);
      assertThat(stage.err()).startsWith("ERROR: cannot serve ").contains("port " + port);
    }
  }
}
