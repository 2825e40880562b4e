package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HTTP_PROXY", "http://127.0.0.1:3128",
          "https_proxy", "127.0.0.1:3129",
          "NO_PROXY", "internal.test, .cluster.local,port.test:5000");

  @ParameterizedTest
  @CsvSource({
    "https://registry.example.com/, 3129",
    "http://registry.example.com/, 3128",
    "https://internal.test/, 0",
    "https://sub.internal.test/, 0",
    "https://notinternal.test/, 3129",
    "https://a.cluster.local:5000/, 0",
    "https://port.test:5000/, 0",
    "https://port.test/, 3129",
    "http://localhost:5000/, 0",
    "http://127.0.0.1:5000/, 0",
  })
  void goes_by_the_environment(String uri, int port) {
    Proxy proxy = EnvironmentProxies.of(ENVIRONMENT).select(URI.create(uri)).getFirst();
    if (port == 0) {
      assertThat(proxy).isEqualTo(Proxy.NO_PROXY);
    } else {
      assertThat(((InetSocketAddress) proxy.address()).getPort()).isEqualTo(port);
    }
  }

  @ParameterizedTest
  @CsvSource({"*", "''"})
  void no_proxy_at_all(String exceptions) {
    Map<String, String> environment =
        exceptions.isEmpty()
            ? Map.of()
            : Map.of("HTTPS_PROXY", "http://127.0.0.1:1", "NO_PROXY", exceptions);
    assertThat(EnvironmentProxies.of(environment).select(URI.create("https://a.test/")))
        .containsExactly(Proxy.NO_PROXY);
  }
}
