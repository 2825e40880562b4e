package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that want what is not theirs: credentials for others, requests elsewhere. */
class CredentialLeakTest extends FakeRegistries {
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
  void an_identity_token_is_exchanged_and_never_shown_to_the_registry() throws IOException {
    FakeRegistry registry =
        registry(exchange -> {
          if (exchange.request().path().equals("/token")) {
            boolean post = exchange.request().method().equals("POST");
            exchange.reply(post ? 200 : 405, "{\"access_token\":\"t-1\"}");
          } else if (exchange.request().authorization().equals("Bearer t-1")) {
            exchange.reply(200, CONTENT);
          } else {
            String realm = "http://" + exchange.http().getRequestHeaders().getFirst("Host");
            exchange
                .header("WWW-Authenticate", "Bearer realm=\"" + realm + "/token\"")
                .reply(401, "");
          }
        });
    Path file = directory.resolve("config.json");
    Files.writeString(
        file, "{\"auths\":{\"%s\":{\"identitytoken\":\"long-lived\"}}}".formatted(registry.host()));
    RegistryClient client = client(RegistryConfig.EMPTY, Credentials.read(List.of(file)));
    assertThat(client.readBlob(image(registry), BLOB, 1000)).isEqualTo(CONTENT);
    assertThat(registry.requests())
        .noneMatch(request -> request.authorization().contains("long-lived"))
        .noneMatch(request -> request.query().contains("long-lived"));
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
}
