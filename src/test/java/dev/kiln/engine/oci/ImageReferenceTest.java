package dev.kiln.engine.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String DIGEST = "sha256:" + HEX;

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io/library/busybox:latest, busybox:latest",
    "busybox:1.36, docker.io/library/busybox:1.36, busybox:1.36",
    "team/app, docker.io/team/app:latest, team/app:latest",
    "library/busybox, docker.io/library/busybox:latest, busybox:latest",
    "docker.io/busybox, docker.io/library/busybox:latest, busybox:latest",
    "index.docker.io/team/app, docker.io/team/app:latest, team/app:latest",
    "docker.io/library/a/b, docker.io/library/a/b:latest, library/a/b:latest",
    "localhost, docker.io/library/localhost:latest, localhost:latest",
    "localhost/x, localhost/x:latest, localhost/x:latest",
    "localhost:5000/x, localhost:5000/x:latest, localhost:5000/x:latest",
    "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
    "ghcr.io/a/b/c:v1, ghcr.io/a/b/c:v1, ghcr.io/a/b/c:v1",
    "host:8080/a__b/c-d.e:T_1.x, host:8080/a__b/c-d.e:T_1.x, host:8080/a__b/c-d.e:T_1.x",
    "'[::1]:5000/x', '[::1]:5000/x:latest', '[::1]:5000/x:latest'",
    "127.0.0.1:5000/a---b, 127.0.0.1:5000/a---b:latest, 127.0.0.1:5000/a---b:latest",
  })
  void normalises_as_docker_does(String text, String full, String familiar) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference).hasToString(full);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(full)).isEqualTo(reference);
  }

  @Test
  void a_digest_needs_no_tag_and_decides_over_one() {
    ImageReference bare = ImageReference.parse("busybox@" + DIGEST);
    assertThat(bare.tag()).isNull();
    assertThat(bare.identifier()).isEqualTo(DIGEST);
    assertThat(bare).hasToString("docker.io/library/busybox@" + DIGEST);

    ImageReference both = ImageReference.parse("localhost:5000/x:1@" + DIGEST);
    assertThat(both.tag()).isEqualTo("1");
    assertThat(both.identifier()).isEqualTo(DIGEST);
    assertThat(both).hasToString("localhost:5000/x:1@" + DIGEST);
    assertThat(both.withTag("2")).hasToString("localhost:5000/x:2");
    assertThat(both.withTag("2").withDigest(Digest.parse(DIGEST)))
        .hasToString("localhost:5000/x:2@" + DIGEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "Ubuntu=>repository names are lower case; did you mean 'ubuntu'?",
        "Ubuntu:22.04=>repository names are lower case; did you mean 'ubuntu:22.04'?",
        "ghcr.io/Team/App:V1=>repository names are lower case; did you mean 'ghcr.io/team/app:V1'?",
        "Team/app=>repository names are lower case; did you mean 'team/app'?",
        "https://ghcr.io/a/b=>names have no scheme; did you mean 'ghcr.io/a/b'?",
        "``=>the repository is missing",
        "a b=>'a b' cannot be part of a repository name",
        "ghcr.io/=>the repository is missing",
        "a//b=>'' cannot be part of a repository name",
        "../x=>'..' is not a registry host",
        "a/../b=>'..' cannot be part of a repository name",
        "_a=>'_a' cannot be part of a repository name",
        "a..b=>'a..b' cannot be part of a repository name",
        "a:=>'' is not a tag",
        "a:-x=>'-x' is not a tag",
        "a@sha256:123=>'sha256:123' is not a digest",
        "a@sha256:../../../etc/passwd=>is not a digest",
        "a@md5:123=>unsupported digest algorithm 'md5'",
        "a@" + DIGEST + "@" + DIGEST + "=>is not a digest",
        HEX + "=>are an image ID",
        "-a.b/c=>'-a.b' is not a registry host",
        "a.b:x/c=>'a.b:x' is not a registry host",
      })
  void says_what_is_wrong_with_a_name(String text, String problem) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(InvalidReferenceException.class)
        .hasMessageStartingWith("invalid image name '" + text + "': ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 129})
  void tags_have_at_most_128_characters(int length) {
    String name = "a:" + "t".repeat(length);
    if (length <= 128) {
      assertThat(ImageReference.parse(name).tag()).hasSize(length);
    } else {
      assertThatThrownBy(() -> ImageReference.parse(name)).hasMessageContaining("is not a tag");
    }
  }

  @Test
  void names_have_at_most_255_characters() {
    assertThat(ImageReference.parse("a.b/" + "c".repeat(251)).name()).hasSize(255);
    assertThatThrownBy(() -> ImageReference.parse("a.b/" + "c".repeat(252)))
        .hasMessageContaining("longer than 255");
  }
}
