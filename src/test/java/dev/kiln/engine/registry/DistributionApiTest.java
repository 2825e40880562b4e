package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded registry request by request, as the distribution specification has it. */
class DistributionApiTest {
  private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);
  private static final Digest DIGEST = Digest.sha256(CONTENT);

  @TempDir Path directory;
  private RegistryServer server;
  private HttpClient http;

  @BeforeEach
  void start() throws IOException {
    server = RegistryServer.start(0, directory.resolve("registry"));
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() throws IOException {
    http.shutdownNow();
    server.close();
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return send(method, path, new byte[0], headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void upload(String repository, byte[] content) throws Exception {
    String path = "/v2/%s/blobs/uploads/?digest=%s".formatted(repository, Digest.sha256(content));
    assertThat(send("POST", path, content).statusCode()).isEqualTo(201);
  }

  private String pushImage(String repository, String tag, String content) throws Exception {
    TestImage image = TestImage.of("linux/amd64", content);
    upload(repository, image.config());
    upload(repository, image.layers().getFirst());
    byte[] manifest = image.manifest().bytes();
    String path = "/v2/%s/manifests/%s".formatted(repository, tag);
    assertThat(send("PUT", path, manifest, "Content-Type", MediaTypes.OCI_MANIFEST).statusCode())
        .isEqualTo(201);
    return image.manifest().digest().toString();
  }

  @Test
  void it_is_a_registry() throws Exception {
    HttpResponse<byte[]> response = send("GET", "/v2/");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    assertThat(send("GET", "/elsewhere").statusCode()).isEqualTo(404);
    assertThat(send("POST", "/v2/").statusCode()).isEqualTo(405);
  }

  @Test
  void a_blob_comes_in_chunks() throws Exception {
    HttpResponse<byte[]> started = send("POST", "/v2/a/blobs/uploads/");
    assertThat(started.statusCode()).isEqualTo(202);
    String location = header(started, "Location");
    HttpResponse<byte[]> first =
        send("PATCH", location, Arrays.copyOf(CONTENT, 4), "Content-Range", "0-3");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(header(first, "Range")).isEqualTo("0-3");
    HttpResponse<byte[]> wrong =
        send("PATCH", location, Arrays.copyOfRange(CONTENT, 5, 8), "Content-Range", "5-7");
    assertThat(wrong.statusCode()).isEqualTo(416);
    assertThat(header(wrong, "Range")).isEqualTo("0-3");
    HttpResponse<byte[]> status = send("GET", location);
    assertThat(status.statusCode()).isEqualTo(204);
    assertThat(header(status, "Range")).isEqualTo("0-3");
    HttpResponse<byte[]> finished =
        send(
            "PUT",
            location + "?digest=" + DIGEST,
            Arrays.copyOfRange(CONTENT, 4, 10),
            "Content-Range",
            "4-9");
    assertThat(finished.statusCode()).isEqualTo(201);
    assertThat(header(finished, "Location")).isEqualTo("/v2/a/blobs/" + DIGEST);
    assertThat(send("GET", "/v2/a/blobs/" + DIGEST).body()).isEqualTo(CONTENT);
    assertThat(send("GET", location).statusCode()).isEqualTo(404);
  }

  @Test
  void an_upload_can_be_given_up() throws Exception {
    String location = header(send("POST", "/v2/a/blobs/uploads/"), "Location");
    send("PATCH", location, CONTENT);
    assertThat(send("DELETE", location).statusCode()).isEqualTo(204);
    assertThat(send("PUT", location + "?digest=" + DIGEST).statusCode()).isEqualTo(404);
    assertThat(directory.resolve("registry/repositories/a/_layout/ingest")).isEmptyDirectory();
  }

  @Test
  void other_content_than_its_digest_is_refused_and_leaves_nothing() throws Exception {
    HttpResponse<byte[]> response =
        send("POST", "/v2/a/blobs/uploads/?digest=" + DIGEST, "other".getBytes(UTF_8));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), UTF_8)).contains("DIGEST_INVALID");
    assertThat(send("HEAD", "/v2/a/blobs/" + DIGEST).statusCode()).isEqualTo(404);
    assertThat(directory.resolve("registry/repositories/a/_layout/ingest")).isEmptyDirectory();
    assertThat(directory.resolve("registry/shared/blobs/sha256")).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=4-, 206, 456789, bytes 4-9/10",
    "bytes=-2, 206, 89, bytes 8-9/10",
    "bytes=8-100, 206, 89, bytes 8-9/10",
    "bytes=10-, 416, '', ''",
    "lines=1-2, 200, 0123456789, ''",
  })
  void ranges_of_a_blob(String range, int status, String body, String contentRange)
      throws Exception {
    upload("a", CONTENT);
    HttpResponse<byte[]> response = send("GET", "/v2/a/blobs/" + DIGEST, "Range", range);
    assertThat(response.statusCode()).isEqualTo(status);
    if (status != 416) {
      assertThat(new String(response.body(), UTF_8)).isEqualTo(body);
    }
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
  }

  @Test
  void a_mount_needs_the_blob_in_the_repository_it_names() throws Exception {
    upload("a", CONTENT);
    String mount = "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=";
    assertThat(send("POST", mount + "c").statusCode()).isEqualTo(202);
    assertThat(send("POST", mount + "..%2Fa").statusCode()).isEqualTo(400);
    assertThat(send("HEAD", "/v2/b/blobs/" + DIGEST).statusCode()).isEqualTo(404);
    assertThat(send("POST", mount + "a").statusCode()).isEqualTo(201);
    HttpResponse<byte[]> head = send("HEAD", "/v2/b/blobs/" + DIGEST);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo("10");
  }

  @Test
  void repositories_share_what_they_have_in_common() throws Exception {
    upload("a", CONTENT);
    upload("b", CONTENT);
    Path blob = Path.of("_layout/blobs/sha256", DIGEST.hex());
    Path a = directory.resolve("registry/repositories/a").resolve(blob);
    Path b = directory.resolve("registry/repositories/b").resolve(blob);
    assertThat(Files.isSameFile(a, b)).isTrue();
    send("DELETE", "/v2/a/blobs/" + DIGEST);
    assertThat(send("GET", "/v2/b/blobs/" + DIGEST).body()).isEqualTo(CONTENT);
    send("DELETE", "/v2/b/blobs/" + DIGEST);
    assertThat(directory.resolve("registry/shared/blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void a_tag_moves_and_the_former_manifest_keeps_its_digest() throws Exception {
    String first = pushImage("a", "1", "first");
    String second = pushImage("a", "1", "second");
    assertThat(header(send("HEAD", "/v2/a/manifests/1"), "Docker-Content-Digest"))
        .isEqualTo(second);
    assertThat(send("GET", "/v2/a/manifests/" + first).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/v2/a/manifests/1").statusCode()).isEqualTo(202);
    assertThat(send("GET", "/v2/a/manifests/1").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/v2/a/manifests/" + second).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/v2/a/manifests/" + second).statusCode()).isEqualTo(202);
    assertThat(send("GET", "/v2/a/manifests/" + second).statusCode()).isEqualTo(404);
  }

  @Test
  void a_manifest_needs_its_blobs() throws Exception {
    TestImage image = TestImage.of("linux/amd64", "x");
    HttpResponse<byte[]> response =
        send(
            "PUT",
            "/v2/a/manifests/1",
            image.manifest().bytes(),
            "Content-Type",
            MediaTypes.OCI_MANIFEST);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), UTF_8)).contains("MANIFEST_BLOB_UNKNOWN");
    assertThat(send("PUT", "/v2/a/manifests/1", "{}".getBytes(UTF_8)).statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/v2/a/manifests/1", new byte[(4 << 20) + 1]).statusCode())
        .isEqualTo(413);
    String digest = "/v2/a/manifests/" + DIGEST;
    assertThat(send("PUT", digest, image.manifest().bytes()).statusCode()).isEqualTo(400);
  }

  @Test
  void tags_and_repositories_are_listed_in_pages() throws Exception {
    for (String tag : List.of("b", "a", "c")) {
      pushImage("team/app", tag, "x");
    }
    pushImage("other", "1", "x");
    HttpResponse<byte[]> page = send("GET", "/v2/team/app/tags/list?n=2");
    assertThat(page.body())
        .asString(UTF_8)
        .isEqualTo("{\"name\":\"team/app\",\"tags\":[\"a\",\"b\"]}");
    assertThat(header(page, "Link")).isEqualTo("</v2/team/app/tags/list?n=2&last=b>; rel=\"next\"");
    assertThat(send("GET", "/v2/team/app/tags/list?n=2&last=b").body())
        .asString(UTF_8)
        .contains("[\"c\"]");
    assertThat(send("GET", "/v2/_catalog").body())
        .asString(UTF_8)
        .isEqualTo("{\"repositories\":[\"other\",\"team/app\"]}");
    assertThat(send("GET", "/v2/nobody/tags/list").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/Upper/manifests/1, 400",
    "/v2/../../etc/manifests/1, 400",
    "/v2/a/%2e%2e/%2e%2e/manifests/1, 400",
    "/v2/a%2f..%2fb/manifests/1, 400",
    "/v2/_layout/manifests/1, 400",
    "/v2/a/manifests/..%2f..%2fx, 400",
    "/v2/a/manifests/sha256:..%2f..%2fx, 400",
    "/v2/a/blobs/sha256:abc, 400",
    "/v2/a/blobs/..%2f..%2findex.json, 400",
    "/v2/a/manifests/-x, 400",
  })
  void names_that_are_none_are_refused(String path, int status) throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(server.uri() + path.substring(1))).build(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void a_connection_serves_one_request_after_the_other() throws Exception {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.uri().getPort())) {
      String request = "GET /v2/ HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n\r\n";
      socket.getOutputStream().write(request.formatted("keep-alive").getBytes(UTF_8));
      var first = new StringBuilder();
      while (first.indexOf("{}") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as(first.toString()).isNotNegative();
        first.append((char) next);
      }
      socket.getOutputStream().write(request.formatted("close").getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes())
          .asString(UTF_8)
          .startsWith("HTTP/1.1 200 OK")
          .endsWith("{}");
    }
  }

  @Test
  void trouble_of_the_server_is_an_answer() throws Exception {
    pushImage("a", "1", "x");
    Files.writeString(directory.resolve("registry/repositories/a/_layout/index.json"), "broken");
    HttpResponse<byte[]> response = send("GET", "/v2/a/manifests/1");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).asString(UTF_8).contains("index.json is not an image index");
  }

  @Test
  void tls_is_told_off_at_once() throws Exception {
    URI tls = URI.create("https://" + server.host() + "/v2/");
    assertThatThrownBy(
            () -> http.send(HttpRequest.newBuilder(tls).build(), BodyHandlers.ofByteArray()))
        .isInstanceOf(SSLException.class)
        .hasMessageMatching("(?i).*unrecognized ssl message.*");
  }

  @Test
  void a_port_that_is_taken_is_an_error_with_its_place() {
    int port = server.uri().getPort();
    assertThatThrownBy(() -> RegistryServer.start(port, directory.resolve("other")))
        .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
  }

  @Test
  void many_pushes_at_once_lose_nothing() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var pushes = new ArrayList<Future<String>>();
      for (int i = 0; i < 12; i++) {
        String tag = "t" + i;
        pushes.add(threads.submit(() -> pushImage("busy", tag, "shared by all")));
      }
      for (Future<String> push : pushes) {
        push.get();
      }
    }
    assertThat(new String(send("GET", "/v2/busy/tags/list").body(), UTF_8).split(",")).hasSize(13);
  }
}
