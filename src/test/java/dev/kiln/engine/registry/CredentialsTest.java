package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
  @TempDir Path directory;

  private Path config(String name, String json) throws IOException {
    return Files.writeString(directory.resolve(name), json);
  }

  private Credentials read(String json) throws IOException {
    return Credentials.read(List.of(config("config.json", json)), directory.toString());
  }

  private static Optional<Credential> basic(String username, String password) {
    return Optional.of(new Credential.Basic(username, password));
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io, library/x, hub",
    "registry.test:5000, x, port",
    "registry.test, team, team",
    "registry.test, team/app, team",
    "registry.test, teammates/app, host",
    "registry.test, x, host",
    "a.example.com, x, pattern",
    "a.b.example.com, x, ''",
    "other.test, x, ''",
  })
  void the_longest_key_that_fits_wins(String host, String repository, String user)
      throws IOException {
    Credentials credentials =
        read(
            """
            {"auths": {
              "https://index.docker.io/v1/": {"username": "hub", "password": "p"},
              "registry.test": {"username": "host", "password": "p"},
              "registry.test:5000": {"username": "port", "password": "p"},
              "registry.test/team": {"username": "team", "password": "p"},
              "*.example.com": {"username": "pattern", "password": "p"}}}
            """);
    assertThat(credentials.find(host, repository))
        .isEqualTo(user.isEmpty() ? Optional.empty() : basic(user, "p"));
  }

  @Test
  void every_form_of_an_entry_is_read() throws IOException {
    Credentials credentials =
        read(
            """
            {"auths": {
              "auth.test": {"auth": "dXNlcjpwYTpzcw=="},
              "nul.test": {"auth": "dXNlcjpwYXNzAA=="},
              "identity.test": {"auth": "MDA6", "identitytoken": "i"},
              "token.test": {"registrytoken": "r"},
              "empty.test": {}}}
            """);
    assertThat(credentials.find("auth.test", "x")).isEqualTo(basic("user", "pa:ss"));
    assertThat(credentials.find("nul.test", "x")).isEqualTo(basic("user", "pass"));
    assertThat(credentials.find("identity.test", "x")).contains(new Credential.IdentityToken("i"));
    assertThat(credentials.find("token.test", "x")).contains(new Credential.RegistryToken("r"));
    assertThat(credentials.find("empty.test", "x")).isEmpty();
  }

  @Test
  void the_first_file_wins_among_equals() throws IOException {
    Path first = config("1", "{\"auths\":{\"a\":{\"username\":\"one\",\"password\":\"\"}}}");
    Path second = config("2", "{\"auths\":{\"a\":{\"username\":\"two\",\"password\":\"\"}}}");
    assertThat(Credentials.read(List.of(first, second)).find("a", "x")).isEqualTo(basic("one", ""));
  }

  @Test
  void a_directory_stands_for_its_file() throws IOException {
    config(".dockerconfigjson", "{\"auths\":{\"a\":{\"username\":\"u\",\"password\":\"p\"}}}");
    assertThat(Credentials.read(List.of(directory)).find("a", "x")).isEqualTo(basic("u", "p"));
  }

  @Test
  void a_broken_file_is_named_and_not_shown() throws IOException {
    assertThatThrownBy(() -> read("{\"auths\": {\n\"a\": hunter2}}"))
        .hasMessageContaining("config.json:2 is no valid JSON")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> read("{\"auths\": {\"a\": {\"auth\": \"aHVudGVyMg==\"}}}"))
        .hasMessageContaining("'auth' of 'a' is not the base64 form of USER:PASSWORD")
        .message()
        .doesNotContain("hunter2")
        .doesNotContain("aHVudGVyMg");
    assertThatThrownBy(() -> Credentials.read(List.of(directory.resolve("none"))))
        .hasMessageContaining("there is no such docker config.json");
  }

  @Test
  void secrets_have_no_text() {
    assertThat(new Credential.Basic("u", "hunter2").toString()).doesNotContain("hunter2");
    assertThat(new Credential.IdentityToken("hunter2").toString()).doesNotContain("hunter2");
    assertThat(new Credential.RegistryToken("hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void a_helper_is_asked_for_its_host() throws IOException {
    helper(
        "test",
        """
        read server
        [ "$1 $server" = "get https://index.docker.io/v1/" ] || { echo "credentials not found in native keychain"; exit 1; }
        echo '{"ServerURL":"x","Username":"u","Secret":"from the helper"}'
        """);
    Credentials credentials = read("{\"credsStore\": \"test\"}");
    assertThat(credentials.find("docker.io", "library/x")).isEqualTo(basic("u", "from the helper"));
    assertThat(credentials.find("other.test", "x")).isEmpty();
  }

  @Test
  void a_helper_that_is_missing_matters_only_for_its_host() throws IOException {
    Credentials credentials =
        read(
            """
            {"credHelpers": {"a.test": "nowhere"},
             "auths": {"b.test": {"username": "u", "password": "p"}}}
            """);
    assertThat(credentials.find("b.test", "x")).isEqualTo(basic("u", "p"));
    assertThatThrownBy(() -> credentials.find("a.test", "x"))
        .hasMessageContaining("config.json names the credential helper docker-credential-nowhere")
        .hasMessageContaining("is not on the PATH");
    assertThatThrownBy(() -> read("{\"credsStore\": \"../../bin/sh\"}").find("a", "x"))
        .hasMessageContaining("is not on the PATH");
  }

  @Test
  void a_helper_that_fails_says_nothing_of_what_it_printed() throws IOException {
    helper("bad", "echo hunter2; echo hunter2 >&2; exit 3\n");
    assertThatThrownBy(() -> read("{\"credsStore\": \"bad\"}").find("a.test", "x"))
        .hasMessageContaining("failed for a.test with exit code 3")
        .message()
        .doesNotContain("hunter2");
  }

  private void helper(String name, String script) throws IOException {
    Path file = directory.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void the_default_file_is_dockers() throws IOException {
    Path file = config("config.json", "{}");
    assertThat(Credentials.defaultFiles(Map.of("DOCKER_CONFIG", directory.toString())))
        .containsExactly(file);
    assertThat(Credentials.defaultFiles(Map.of("HOME", directory.toString()))).isEmpty();
  }
}
