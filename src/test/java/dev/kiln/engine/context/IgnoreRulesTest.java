package dev.kiln.engine.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
  private static IgnoreRules rules(String file) throws PatternException {
    return IgnoreRules.parse(file.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /build             | build/a.txt       | true
          build/             | build/a.txt       | true
          ./build//x/../     | build/a.txt       | true
          #build             | #build            | false
          ' #build'          | #build            | true
          *.log              | a.log             | true
          *.log              | dir/a.log         | false
          **/*.log           | dir/sub/a.log     | true
          docs;!docs/a.md    | docs/a.md         | false
          docs;!docs/a.md    | docs/b.md         | true
          docs;! /docs/a.md  | docs/a.md         | false
          !a;*               | a                 | true
          *                  | .                 | false
          a;!a/b;a/b/c       | a/b/c             | true
          a;!a/b;a/b/c       | a/b/d             | false
          größe              | größe/x           | true
          """)
  void excludes(String lines, String path, boolean excluded) throws Exception {
    var file = "\uFEFF" + lines.replace(';', '\n') + "\r\n";
    assertThat(rules(file).excludes(path)).isEqualTo(excluded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node_modules             | node_modules        | false
          node_modules             | src                 | true
          a;!a/b/c.txt             | a                   | true
          a;!a/b/c.txt             | a/b                 | true
          a;!a/b/c.txt             | a/x                 | false
          a;!**/c.txt              | a/x                 | true
          a;!b                     | a                   | false
          *;!src/*.java            | src                 | true
          *;!src/*.java            | src/sub             | false
          *;!src                   | src/sub             | true
          """)
  void saysWhereAWalkHasToGo(String lines, String directory, boolean enter) throws Exception {
    assertThat(rules(lines.replace(';', '\n')).mayContainIncluded(directory)).isEqualTo(enter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a;[b      | line 2: bad pattern '[b': a '[' is not closed
          !         | line 1: bad pattern '!': nothing follows the '!'
          x\\       | line 1: bad pattern 'x\\': a '\\' at the end escapes nothing
          [a-]      | line 1: bad pattern '[a-]': a ']' in brackets needs an escape
          """)
  void saysWhichPatternIsBad(String lines, String message) {
    assertThatThrownBy(() -> rules(lines.replace(';', '\n')))
        .isInstanceOf(PatternException.class)
        .hasMessage(message);
  }

  @Test
  @Timeout(5)
  void hostilePatternsTakeNoTime() throws Exception {
    var rules = rules("**/*a".repeat(200) + "b");
    assertThat(rules.excludes("a/".repeat(1000) + "a")).isFalse();
  }
}
