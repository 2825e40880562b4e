package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryConfigReaderTest {
  @TempDir Path directory;

  private RegistryConfig read(String yaml) throws IOException {
    return RegistryConfigReader.read(Files.writeString(directory.resolve("registries.yaml"), yaml));
  }

  @Test
  void reads_hosts_with_all_their_settings() throws Exception {
    TestAuthority authority = TestAuthority.create(directory.resolve("tls"));
    String indented = authority.pem().indent(6);
    RegistryConfig config =
        read(
            """
            registries:
              - host: docker.io
                mirrors: [registry.test:5000, other.test]
              - host: registry.test:5000
                insecure: true
              - host: file.test
                caFile: tls/ca.pem
              - host: inline.test
                ca: |
            """
                + indented);
    assertThat(config.host("docker.io").mirrors())
        .containsExactly("registry.test:5000", "other.test");
    assertThat(config.host("docker.io").insecure()).isFalse();
    assertThat(config.host("registry.test:5000").insecure()).isTrue();
    assertThat(config.host("file.test").ca()).isEqualTo(authority.pem());
    assertThat(config.host("inline.test").ca()).isEqualTo(authority.pem());
    assertThat(config.host("unnamed.test")).isEqualTo(RegistryConfig.Host.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "registries:\\n- host: a\\n  mirror: b=>registries.yaml:3: unknown key 'mirror' (known: ca, caFile, host, insecure, mirrors)",
        "registry: []=>registries.yaml:1: unknown key 'registry' (known: registries)",
        "registries:\\n- host: a\\n  insecure: maybe=>registries.yaml:3: the value of 'insecure' has the wrong form",
        "registries:\\n- host: a\\n  host: b=>Duplicate field 'host'",
        "registries: [=>registries.yaml:1: ",
        "registries: []\\n---\\nregistries: []=>more than one document",
        "registries:\\n- insecure: true=>an entry of 'registries' has no 'host'",
        "registries:\\n- host: https://a=>'https://a' is not a registry host",
        "registries:\\n- host: a\\n  mirrors: [b/c]=>'b/c' is not a registry host",
        "registries:\\n- host: a\\n- host: a=>the host appears twice",
        "registries:\\n- host: a\\n  ca: x\\n  caFile: y=>not both",
        "registries:\\n- host: a\\n  ca: hello=>'ca' has no certificates in PEM form",
        "registries:\\n- host: a\\n  caFile: missing.pem=>missing.pem does not exist",
      })
  void refuses_what_it_does_not_know(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void an_empty_file_says_nothing() throws IOException {
    assertThat(read("").hosts()).isEmpty();
    assertThat(read("registries:\n").hosts()).isEmpty();
    assertThatThrownBy(() -> RegistryConfigReader.read(directory.resolve("none.yaml")))
        .hasMessageContaining("none.yaml does not exist");
  }

  @Test
  void flags_add_to_the_file() throws Exception {
    TestAuthority authority = TestAuthority.create(directory.resolve("tls"));
    RegistryConfig config = read("registries:\n- host: docker.io\n  mirrors: [a.test]\n");
    config = RegistryConfigReader.withMirror(config, "docker.io=b.test:5000");
    config = RegistryConfigReader.withInsecure(config, "b.test:5000");
    config = RegistryConfigReader.withCa(config, "docker.io=" + directory.resolve("tls/ca.pem"));
    assertThat(config.host("docker.io"))
        .isEqualTo(
            new RegistryConfig.Host(List.of("a.test", "b.test:5000"), false, authority.pem()));
    assertThat(config.host("b.test:5000").insecure()).isTrue();
  }

  @Test
  void flags_of_another_form_are_refused() {
    assertThatThrownBy(() -> RegistryConfigReader.withMirror(RegistryConfig.EMPTY, "docker.io"))
        .hasMessage("'docker.io' has not the form --registry-mirror HOST=MIRROR");
    assertThatThrownBy(() -> RegistryConfigReader.withInsecure(RegistryConfig.EMPTY, "http://a"))
        .hasMessageContaining("give HOST or HOST:PORT, without scheme and path");
    assertThatThrownBy(() -> RegistryConfigReader.withCa(RegistryConfig.EMPTY, "a=/none.pem"))
        .hasMessageContaining("/none.pem does not exist");
  }
}
