package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.registry.FakeRegistry.Answer;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that lie, break, and want what is not theirs. */
class HostileRegistryTest {
  private static final RetryPolicy QUICK =
      new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(5));
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final byte[] CONTENT = "the content of a blob".getBytes(UTF_8);
  private static final Descriptor BLOB = TestImage.descriptor(MediaTypes.OCI_LAYER, CONTENT);
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(UTF_8));

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private FakeRegistry registry(Answer answer) throws IOException {
    return registry("127.0.0.1", answer);
  }

  private FakeRegistry registry(String address, Answer answer) throws IOException {
    var registry = new FakeRegistry(address, answer);
    open.add(registry);
    return registry;
  }

  private RegistryClient client(RegistryConfig config, Credentials credentials) {
    var client = new RegistryClient(config, credentials, QUICK, PATIENCE);
    open.add(client);
    return client;
  }

  private RegistryClient client() {
    return client(RegistryConfig.EMPTY, Credentials.NONE);
  }

  private Credentials credentialsFor(String host) throws IOException {
    Path file = directory.resolve("config.json");
    String auth = BASIC.substring("Basic ".length());
    Files.writeString(file, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
    return Credentials.read(List.of(file));
  }

  private static ImageReference image(FakeRegistry registry) {
    return ImageReference.parse(registry.host() + "/team/app:1");
  }

  private static RegistryException failure(ThrowingCallable call) {
    return catchThrowableOfType(RegistryException.class, call);
  }

  // ---- content that is not what it should be

  @Test
  void a_blob_with_other_content_is_refused_and_leaves_nothing() throws IOException {
    byte[] other = CONTENT.clone();
    other[0]++;
    FakeRegistry registry = registry(exchange -> exchange.reply(200, other));
    ImageLayout layout = ImageLayout.create(directory.resolve("layout"));
    RegistryException e =
        failure(() -> client().fetchBlob(image(registry), BLOB, layout, TransferProgress.NONE));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(layout.hasBlob(BLOB.digest())).isFalse();
    assertThat(layout.directory().resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void a_blob_with_another_size_is_refused_before_it_is_read() throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.reply(200, new byte[100]));
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(e).hasMessageContaining("has 100 bytes, not the 21 of its descriptor");
  }

  @Test
  void a_blob_without_end_is_refused_at_its_size() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          exchange.http().sendResponseHeaders(200, 0); // chunked: no size
          var out = exchange.http().getResponseBody();
          for (int i = 0; i < 10_000; i++) {
            out.write(new byte[10_000]);
          }
        });
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
    assertThat(e).hasMessageContaining("goes on after the 21 bytes");
  }

  @Test
  void a_manifest_is_refused_when_it_is_not_the_digest_asked_for() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "x");
    FakeRegistry registry =
        registry(exchange ->
            exchange
                .header("Content-Type", MediaTypes.OCI_MANIFEST)
                .reply(200, image.manifest().bytes()));
    ImageReference pinned = image(registry).withDigest(Digest.sha256(CONTENT));
    RegistryException e = failure(() -> client().resolve(pinned));
    assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH);
  }

  @Test
  void a_manifest_is_refused_when_it_is_not_the_digest_it_came_with() throws IOException {
    TestImage image = TestImage.of("linux/amd64", "x");
    for (String digest : List.of(Digest.sha256(CONTENT).toString(), "sha256:../../etc/passwd")) {
      FakeRegistry registry =
          registry(exchange ->
              exchange
                  .header("Docker-Content-Digest", digest)
                  .header("Content-Type", MediaTypes.OCI_MANIFEST)
                  .reply(200, image.manifest().bytes()));
      RegistryException e = failure(() -> client().resolve(image(registry)));
      assertThat(e.kind()).isIn(Kind.DIGEST_MISMATCH, Kind.PROTOCOL);
    }
  }

  @Test
  void a_huge_manifest_is_not_read_to_its_end() throws IOException {
    var sent = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          exchange.http().sendResponseHeaders(200, 0);
          var out = exchange.http().getResponseBody();
          for (int i = 0; i < 100; i++) {
            out.write(new byte[1 << 20]);
            sent.incrementAndGet();
          }
        });
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("is larger than 4 MiB");
    assertThat(sent.get()).isLessThan(60);
  }

  @Test
  void a_huge_config_is_not_asked_for() throws IOException {
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","layers":[],
         "config":{"mediaType":"%s","digest":"%s","size":9000000000}}\
        """
            .formatted(MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, BLOB.digest());
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Content-Type", MediaTypes.OCI_MANIFEST).reply(200, manifest));
    RegistryException e = failure(() -> pull(registry));
    assertThat(e).hasMessageContaining("has 9000000000 bytes; at most 8388608 are read");
    assertThat(registry.requests()).hasSize(1);
  }

  private PulledImage pull(FakeRegistry registry) throws IOException {
    return new ImagePuller(client()).pull(image(registry), Platform.parse("linux/amd64"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[],\"manifests\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "[]",
        "null",
        "not json",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"../../x\",\"size\":1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"size\":1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":null}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[null]}",
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x\",\"size\":-1}]}",
      })
  void a_broken_manifest_is_an_error_for_people(String json) throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.reply(200, json));
    RegistryException e = failure(() -> pull(registry));
    assertThat(e.kind()).isIn(Kind.PROTOCOL, Kind.NOT_FOUND);
    assertThat(e.host()).isEqualTo(registry.host());
    assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("Exception");
  }

  @Test
  void foreign_layers_are_refused_and_their_addresses_never_asked() throws IOException {
    FakeRegistry elsewhere = registry(exchange -> exchange.reply(200, CONTENT));
    String layer =
        """
        {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":21,
         "urls":["http://%s/blob"]}\
        """
            .formatted(BLOB.digest(), elsewhere.host());
    String manifest =
        """
        {"schemaVersion":2,"layers":[%s],"config":{"mediaType":"%s","digest":"%s","size":21}}\
        """
            .formatted(layer, MediaTypes.OCI_CONFIG, BLOB.digest());
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Content-Type", MediaTypes.OCI_MANIFEST).reply(200, manifest));
    assertThat(failure(() -> pull(registry))).hasMessageContaining("a foreign layer");
    assertThat(elsewhere.requests()).isEmpty();
  }

  // ---- transfers that break

  @Test
  void a_broken_download_goes_on_where_it_broke() throws IOException {
    byte[] content = TestImage.random(100_000);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    FakeRegistry registry =
        registry(exchange -> {
          String range = exchange.http().getRequestHeaders().getFirst("Range");
          if (range == null) {
            exchange.replyShort(200, Arrays.copyOf(content, 40_000), content.length);
            return;
          }
          int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
          byte[] rest = Arrays.copyOfRange(content, start, content.length);
          exchange
              .header("Content-Range", "bytes %d-99999/100000".formatted(start))
              .reply(206, rest);
        });
    assertThat(client().readBlob(image(registry), blob, 200_000)).isEqualTo(content);
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void a_server_that_knows_no_ranges_sends_all_again() throws IOException {
    byte[] content = TestImage.random(100_001);
    Descriptor blob = TestImage.descriptor(MediaTypes.OCI_LAYER, content);
    var calls = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          if (calls.incrementAndGet() == 1) {
            exchange.replyShort(200, Arrays.copyOf(content, 40_000), content.length);
          } else {
            exchange.reply(200, content);
          }
        });
    assertThat(client().readBlob(image(registry), blob, 200_000)).isEqualTo(content);
  }

  @Test
  void a_download_that_always_breaks_ends() throws IOException {
    FakeRegistry registry = registry(exchange -> exchange.replyShort(200, new byte[0], 21));
    RegistryException e = failure(() -> client().readBlob(image(registry), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("0 of 21 bytes");
    assertThat(registry.requests()).hasSizeLessThan(20);
  }

  @Test
  void a_peer_that_falls_silent_is_given_up() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          try {
            Thread.sleep(10_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    long start = System.nanoTime();
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("no answer within the time limit");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_passing_failure_is_tried_again_and_a_lasting_one_ends() throws IOException {
    var calls = new AtomicInteger();
    FakeRegistry passing =
        registry(exchange -> {
          if (calls.incrementAndGet() < 3) {
            exchange.header("Retry-After", "0").reply(calls.get() == 1 ? 503 : 429, "");
          } else {
            exchange.reply(200, CONTENT);
          }
        });
    assertThat(client().readBlob(image(passing), BLOB, 1000)).isEqualTo(CONTENT);

    FakeRegistry lasting = registry(exchange -> exchange.reply(503, "out of order"));
    RegistryException e = failure(() -> client().readBlob(image(lasting), BLOB, 1000));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.status()).isEqualTo(503);
    assertThat(e).hasMessageContaining("out of order");
    assertThat(lasting.requests()).hasSize(3);

    FakeRegistry limited = registry(exchange -> exchange.reply(429, ""));
    assertThat(failure(() -> client().readBlob(image(limited), BLOB, 1000)).kind())
        .isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  void an_upload_that_breaks_begins_again_with_all_its_bytes() throws IOException {
    var puts = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          switch (exchange.request().method()) {
            case "HEAD" -> exchange.reply(404, "");
            case "POST" ->
                exchange
                    .header("Location", "/v2/team/app/blobs/uploads/1?state=a%2Fb")
                    .reply(202, "");
            default -> exchange.reply(puts.incrementAndGet() == 1 ? 500 : 201, "");
          }
        });
    var opened = new AtomicInteger();
    BlobSource source =
        () -> {
          opened.incrementAndGet();
          return TestImage.source(CONTENT).open();
        };
    client().pushBlob(image(registry), BLOB, source, null, TransferProgress.NONE);
    assertThat(opened).hasValue(2);
    assertThat(registry.requests().getLast().query())
        .isEqualTo("state=a%2Fb&digest=" + BLOB.digest());
  }

  // ---- credentials

  @Test
  void a_redirect_to_another_host_does_not_carry_the_credentials() throws IOException {
    FakeRegistry storage = registry(exchange -> exchange.reply(200, CONTENT));
    FakeRegistry registry =
        registry(exchange -> {
          if (exchange.request().authorization().isEmpty()) {
            exchange.header("WWW-Authenticate", "Basic realm=\"x\"").reply(401, "");
          } else {
            exchange
                .header("Location", "http://" + storage.host() + "/signed?key=1")
                .reply(307, "");
          }
        });
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor(registry.host()));
    assertThat(client.readBlob(image(registry), BLOB, 1000)).isEqualTo(CONTENT);
    assertThat(registry.requests().getLast().authorization()).isEqualTo(BASIC);
    assertThat(storage.requests()).hasSize(1);
    assertThat(storage.requests().getFirst().authorization()).isEmpty();
  }

  @Test
  void an_upload_address_on_another_host_does_not_get_the_credentials() throws IOException {
    FakeRegistry storage = registry(exchange -> exchange.reply(201, ""));
    FakeRegistry registry =
        registry(exchange -> {
          if (exchange.request().authorization().isEmpty()) {
            exchange.header("WWW-Authenticate", "Basic realm=\"x\"").reply(401, "");
          } else if (exchange.request().method().equals("HEAD")) {
            exchange.reply(404, "");
          } else {
            exchange.header("Location", "http://" + storage.host() + "/up").reply(202, "");
          }
        });
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor(registry.host()));
    client.pushBlob(image(registry), BLOB, TestImage.source(CONTENT), null, TransferProgress.NONE);
    assertThat(storage.requests()).hasSize(1);
    assertThat(storage.requests().getFirst().authorization()).isEmpty();
  }

  @Test
  void a_token_service_on_another_host_without_tls_gets_nothing() throws IOException {
    FakeRegistry thief = registry("0.0.0.0", exchange -> exchange.reply(200, "{\"token\":\"t\"}"));
    String realm = "http://0.0.0.0:" + thief.port() + "/token";
    FakeRegistry registry =
        registry(exchange ->
            exchange
                .header("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\"")
                .reply(401, ""));
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor(registry.host()));
    RegistryException e = failure(() -> client.resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("another host without TLS: refused");
    assertThat(thief.requests()).isEmpty();
  }

  @Test
  void credentials_of_one_registry_never_go_to_another() throws IOException {
    FakeRegistry registry =
        registry(
            exchange -> exchange.header("WWW-Authenticate", "Basic realm=\"x\"").reply(401, ""));
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor("registry.example.com"));
    RegistryException e = failure(() -> client.resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e).hasMessageContaining("there are no credentials for " + registry.host());
    assertThat(registry.requests()).allMatch(request -> request.authorization().isEmpty());
  }

  @Test
  void wrong_credentials_are_shown_once_and_never_in_the_message() throws IOException {
    FakeRegistry registry =
        registry(exchange ->
            exchange
                .header("WWW-Authenticate", "Basic realm=\"x\"")
                .reply(
                    401,
                    "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no\\u001b[31m entry\"}]}"));
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor(registry.host()));
    RegistryException e = failure(() -> client.resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e.getMessage())
        .startsWith(registry.host() + " answered 401")
        .contains("UNAUTHORIZED: no [31m entry")
        .contains("wrong user name or password in " + directory.resolve("config.json") + "?")
        .doesNotContain("secret")
        .doesNotContain(BASIC);
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void a_token_is_fetched_with_the_credentials_and_used_for_its_scope() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          if (exchange.request().path().equals("/token")) {
            exchange.reply(200, "{\"token\":\"t-1\",\"expires_in\":300}");
          } else if (exchange.request().authorization().equals("Bearer t-1")) {
            exchange.reply(200, CONTENT);
          } else {
            String realm =
                "http://" + exchange.http().getRequestHeaders().getFirst("Host") + "/token";
            exchange
                .header(
                    "WWW-Authenticate",
                    "Basic realm=\"b\", Bearer realm=\"%s\",service=\"a \\\"b\\\"\""
                        .formatted(realm))
                .reply(401, "");
          }
        });
    RegistryClient client = client(RegistryConfig.EMPTY, credentialsFor(registry.host()));
    client.readBlob(image(registry), BLOB, 1000);
    client.readBlob(image(registry), BLOB, 1000);
    assertThat(registry.requests())
        .extracting(FakeRegistry.Request::path)
        .filteredOn("/token"::equals)
        .hasSize(1);
    FakeRegistry.Request token = registry.requests().get(1);
    assertThat(token.authorization()).isEqualTo(BASIC);
    assertThat(token.query())
        .contains("service=a+%22b%22")
        .contains("scope=repository%3Ateam%2Fapp%3Apull")
        .contains("account=user");
  }

  @Test
  void a_token_that_is_never_good_enough_is_no_loop() throws IOException {
    var tokens = new AtomicInteger();
    FakeRegistry registry =
        registry(exchange -> {
          if (exchange.request().path().equals("/token")) {
            exchange.reply(200, "{\"token\":\"t-" + tokens.incrementAndGet() + "\"}");
          } else {
            String realm =
                "http://" + exchange.http().getRequestHeaders().getFirst("Host") + "/token";
            exchange.header("WWW-Authenticate", "Bearer realm=\"" + realm + "\"").reply(401, "");
          }
        });
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(registry.requests()).hasSizeLessThan(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer realm=\"\"",
        "Bearer realm=\"file:///etc/passwd\"",
        "Bearer realm=\"http://user:pw@127.0.0.1/\"",
        "Bearer realm=\"::\"",
      })
  void a_token_service_that_is_none_is_an_error(String challenge) throws IOException {
    FakeRegistry registry =
        registry(exchange -> exchange.header("WWW-Authenticate", challenge).reply(401, ""));
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(e).hasMessageContaining("names no address to get it from");
  }

  // ---- redirects

  @Test
  void redirects_without_end_end() throws IOException {
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Location", exchange.request().path() + "x").reply(302, ""));
    RegistryException e = failure(() -> client().resolve(image(registry)));
    assertThat(e).hasMessageContaining("more than 10 redirects");
    assertThat(registry.requests()).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://x/y", "http://u:p@127.0.0.1/", "http:///", ":"})
  void a_redirect_out_of_the_web_is_refused(String location) throws IOException {
    FakeRegistry registry =
        registry(exchange -> exchange.header("Location", location).reply(302, ""));
    assertThat(failure(() -> client().resolve(image(registry))).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void a_push_is_not_redirected_to_another_host() throws IOException {
    FakeRegistry other = registry(exchange -> exchange.reply(201, ""));
    FakeRegistry registry =
        registry(exchange ->
            exchange.header("Location", "http://" + other.host() + "/x").reply(307, ""));
    TestImage image = TestImage.of("linux/amd64", "x");
    assertThat(failure(() -> client().pushManifest(image(registry), image.manifest())))
        .hasMessageContaining("redirects PUT")
        .hasMessageContaining("refused");
    assertThat(other.requests()).isEmpty();
  }

  // ---- mirrors

  @Test
  void mirrors_are_asked_first_and_only_for_pulls() throws IOException {
    FakeRegistry mirror = registry(exchange -> exchange.reply(200, CONTENT));
    FakeRegistry registry = registry(exchange -> exchange.reply(201, ""));
    RegistryConfig config = RegistryConfig.EMPTY.withMirror(registry.host(), mirror.host());
    RegistryClient client = client(config, Credentials.NONE);
    assertThat(client.readBlob(image(registry), BLOB, 1000)).isEqualTo(CONTENT);
    assertThat(registry.requests()).isEmpty();
    client.pushManifest(image(registry), TestImage.of("linux/amd64", "x").manifest());
    assertThat(mirror.requests()).hasSize(1);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void the_host_is_asked_when_its_mirrors_have_it_not_and_all_reasons_are_told()
      throws IOException {
    FakeRegistry mirror = registry(exchange -> exchange.reply(404, ""));
    FakeRegistry registry = registry(exchange -> exchange.reply(404, ""));
    RegistryConfig config =
        RegistryConfig.EMPTY
            .withMirror(registry.host(), mirror.host())
            .withMirror(registry.host(), "127.0.0.1:1");
    RegistryException e = failure(() -> client(config, Credentials.NONE).resolve(image(registry)));
    assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(e.getMessage())
        .contains(registry.host() + " answered 404")
        .contains("its mirror: " + mirror.host() + " answered 404")
        .contains("its mirror: cannot reach 127.0.0.1:1")
        .contains("the connection was refused");
  }

  @Test
  void a_mirror_that_lies_is_an_error_and_not_passed_over() throws IOException {
    byte[] other = CONTENT.clone();
    other[0]++;
    FakeRegistry mirror = registry(exchange -> exchange.reply(200, other));
    FakeRegistry registry = registry(exchange -> exchange.reply(200, CONTENT));
    RegistryConfig config = RegistryConfig.EMPTY.withMirror(registry.host(), mirror.host());
    assertThatThrownBy(() -> client(config, Credentials.NONE).readBlob(image(registry), BLOB, 1000))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("has other content");
  }

  // ---- places

  @Test
  void plain_http_is_for_named_hosts_and_this_machine() throws IOException {
    var any = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
    RegistryServer registry = RegistryServer.start(any, directory.resolve("registry"));
    open.add(registry);
    String host = "0.0.0.0:" + registry.uri().getPort();
    ImageReference image = ImageReference.parse(host + "/x");
    RegistryException e = failure(() -> client().resolve(image));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("--insecure-registry " + host);
    RegistryClient named = client(RegistryConfig.EMPTY.withInsecure(host), Credentials.NONE);
    assertThat(named.head(image)).isEmpty();
  }

  @Test
  void a_name_that_nobody_knows_is_unreachable() {
    RegistryException e =
        failure(() -> client().resolve(ImageReference.parse("registry.invalid/x")));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e)
        .hasMessageContaining("registry.invalid")
        .hasMessageContaining("cannot be resolved");
  }
}
