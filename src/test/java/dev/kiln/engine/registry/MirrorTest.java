package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Which hosts are asked, in which order, and how they are reached. */
class MirrorTest extends FakeRegistries {
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
