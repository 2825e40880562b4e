package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the distribution project's registry with TLS and a login. */
class SecuredRegistryTest extends RegistryContract {
  @TempDir static Path data;
  private static TestAuthority authority;
  private static DockerRegistry registry;
  private static RegistryClient client;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.create(data.resolve("tls"));
    registry = DockerRegistry.secured(data.resolve("registry"), authority);
    client = new RegistryClient(trusting(), login(DockerRegistry.PASSWORD));
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      client.close();
      registry.close();
    }
  }

  private static RegistryConfig trusting() throws IOException {
    return RegistryConfig.EMPTY.withCa(registry.host(), authority.pem());
  }

  private static Credentials login(String password) throws IOException {
    Path file = Files.createTempFile(data, "config", ".json");
    Files.writeString(
        file,
        "{\"auths\":{\"%s\":{\"username\":\"%s\",\"password\":\"%s\"}}}"
            .formatted(registry.host(), DockerRegistry.USER, password));
    return Credentials.read(List.of(file));
  }

  @Override
  RegistryClient client() {
    return client;
  }

  @Override
  String host() {
    return registry.host();
  }

  private static RegistryException failure(RegistryConfig config, Credentials credentials) {
    try (var other = new RegistryClient(config, credentials)) {
      return catchThrowableOfType(
          RegistryException.class,
          () -> other.resolve(ImageReference.parse(registry.host() + "/x")));
    }
  }

  @Test
  void a_wrong_password_is_unauthorized_and_names_the_file() throws IOException {
    RegistryException e = failure(trusting(), login("wrong"));
    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e.getMessage())
        .contains(registry.host() + " answered 401")
        .contains("wrong user name or password in " + data)
        .doesNotContain(DockerRegistry.USER + ":");
  }

  @Test
  void no_credentials_are_unauthorized_too() throws IOException {
    RegistryException e = failure(trusting(), Credentials.NONE);
    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e).hasMessageContaining("there are no credentials for " + registry.host());
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    TestAuthority stranger = TestAuthority.create(data.resolve("stranger"));
    RegistryException e =
        failure(
            RegistryConfig.EMPTY.withCa(registry.host(), stranger.pem()),
            login(DockerRegistry.PASSWORD));
    assertThat(e.kind()).isEqualTo(Kind.CERTIFICATE);
    assertThat(e).hasMessageContaining("--registry-ca " + registry.host() + "=FILE");
  }

  @Test
  void a_certificate_for_another_name_is_refused() throws IOException {
    String other = registry.host().replace("localhost", "127.0.0.1");
    try (var client =
        new RegistryClient(
            RegistryConfig.EMPTY.withCa(other, authority.pem()), login(DockerRegistry.PASSWORD))) {
      RegistryException e =
          catchThrowableOfType(
              RegistryException.class, () -> client.resolve(ImageReference.parse(other + "/x")));
      assertThat(e.kind()).isEqualTo(Kind.CERTIFICATE);
      assertThat(e).hasMessageContaining("no valid certificate for this name");
    }
  }

  @Test
  void a_host_named_insecure_needs_no_known_certificate() throws IOException {
    RegistryException e =
        failure(RegistryConfig.EMPTY.withInsecure(registry.host()), login(DockerRegistry.PASSWORD));
    assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void plain_http_to_a_tls_port_says_what_to_do() throws IOException {
    RegistryException e = failure(RegistryConfig.EMPTY, login(DockerRegistry.PASSWORD));
    assertThat(e).hasMessageContaining("--registry-ca " + registry.host() + "=FILE");
  }
}
