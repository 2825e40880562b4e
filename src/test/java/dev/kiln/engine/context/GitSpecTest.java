package dev.kiln.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          https://h.io/a.git               | https://h.io/a.git       | -             | -    | -
          https://h.io/a.git#main          | https://h.io/a.git       | main          | -    | -
          https://h.io/a.git#main:sub/dir  | https://h.io/a.git       | main          | sub/dir | -
          https://h.io/a.git#:sub          | https://h.io/a.git       | -             | sub  | -
          https://h.io:444/a.git#pull/1/head | https://h.io:444/a.git | pull/1/head   | -    | -
          git://h.io/a                     | git://h.io/a             | -             | -    | -
          github.com/o/r                   | https://github.com/o/r   | -             | -    | -
          https://h.io/a.git?branch=x&subdir=s%2Ft | https://h.io/a.git | refs/heads/x | s/t | -
          https://h.io/a.git?tag=v1&commit=abc | https://h.io/a.git   | refs/tags/v1  | -    | abc
          https://h.io/a.git?commit=abc    | https://h.io/a.git       | abc           | -    | abc
          """)
  void reads(String text, String url, String ref, String subdirectory, String commit)
      throws Exception {
    assertThat(GitSpec.parse(text)).isEqualTo(new GitSpec(url, ref, subdirectory, null, commit));
  }

  @Test
  void takesCredentialsOutOfTheAddress() throws Exception {
    var spec = GitSpec.parse("https://bot:s3%40cret@h.io/a.git#main");
    assertThat(spec.url()).isEqualTo("https://h.io/a.git");
    assertThat(spec.credentials()).isEqualTo(new GitCredentials("bot", "s3@cret"));
    assertThat(spec.toString()).isEqualTo("https://h.io/a.git#main");
    assertThat(String.valueOf(spec.credentials())).doesNotContain("cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          git@h.io:o/r.git            | git over ssh is not supported yet; use an https address with a user name and a token
          ssh://git@h.io/o/r.git      | git over ssh is not supported yet; use an https address with a user name and a token
          https://h.io/a.git?x=1      | cannot read the git address: its query has 'x', which is not supported
          https://h.io/a.git?tag=1#b  | cannot read the git address: use either a fragment or a query, not both
          https://u:p w@h.io/a.git    | cannot read the git address: it is not a URL
          """)
  void refuses(String text, String message) {
    assertThatThrownBy(() -> GitSpec.parse(text))
        .isInstanceOf(GitException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "https://h.io/a.git,true",
    "https://h.io/a.git#x:y,true",
    "https://h.io/a.git?tag=v1,true",
    "https://h.io/a.tar.gz,false",
    "https://h.io/a.git/b.tar,false",
    "git@h.io:a.git,true",
    "git://h.io/a,true",
    "github.com/o/r,true",
    "./dir.git,false",
    "dir,false"
  })
  void recognisesGit(String text, boolean git) {
    assertThat(GitSpec.isGit(text)).isEqualTo(git);
  }
}
