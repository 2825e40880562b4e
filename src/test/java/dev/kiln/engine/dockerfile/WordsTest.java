package dev.kiln.engine.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  private static final Lookup ENV =
      Map.of("FILE", "a/b/c.tar.gz", "EMPTY", "", "SPECIAL", "()[]{}^$.*?|\\x", "DOLLAR", "$1")
          ::get;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ${FILE##*/}            | c.tar.gz
          ${FILE#*/}             | b/c.tar.gz
          ${FILE%.*}             | a/b/c.tar
          ${FILE%%.*}            | a/b/c
          ${FILE%/c.tar.gz}/d    | a/b/d
          ${FILE/\\//-}          | a-b/c.tar.gz
          ${FILE//\\//-}         | a-b-c.tar.gz
          ${FILE/b/$DOLLAR}      | a/$1/c.tar.gz
          ${UNSET//a/b}x         | x
          ${UNSET#a}x            | x
          ${EMPTY-a}${EMPTY:-b}  | b
          ${UNSET:-"a b"}        | a b
          """)
  void expands(String word, String expected) throws Exception {
    assertThat(new Words('\\').expand(word, ENV)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ${UNSET:?set it}   | cannot expand "${UNSET:?set it}": UNSET: set it
          ${UNSET?}          | cannot expand "${UNSET?}": UNSET: is not set
          ${EMPTY:?}         | cannot expand "${EMPTY:?}": EMPTY: is empty
          ${FILE             | cannot expand "${FILE": the closing '}' is missing
          ${FILE:-a          | cannot expand "${FILE:-a": the closing '}' is missing
          ${FILE/a}          | cannot expand "${FILE/a}": the closing '/' is missing
          ${FILE^}           | cannot expand "${FILE^}": the modifier '^' is not supported
          ${FILE:=a}         | cannot expand "${FILE:=a}": the modifier ':=' is not supported
          ${}                | cannot expand "${}": bad substitution
          'a                 | cannot expand "'a": the closing single quote is missing
          "a                 | cannot expand ""a": the closing double quote is missing
          """)
  void saysWhatIsWrong(String word, String message) {
    assertThatThrownBy(() -> new Words('\\').expand(word, ENV))
        .isInstanceOf(ExpansionException.class)
        .hasMessage(message);
  }

  @Test
  void escapesWithTheCharacterOfTheFile() throws Exception {
    assertThat(new Words('`').expand("c:\\x `$FILE", ENV)).isEqualTo("c:\\x $FILE");
  }

  @Test
  void leavesTheQuotesOfHeredocs() throws Exception {
    assertThat(Words.expandHeredoc("say \"${FILE}\" it's \\$5\n", ENV))
        .isEqualTo("say \"a/b/c.tar.gz\" it's $5\n");
  }

  @Test
  void looksUpTheNamesOfDefaultsThatAreNotUsed() throws Exception {
    var expansion = new Words('\\').expansion("${FILE:-${OTHER}} ${UNSET:-$FILE}", ENV);
    assertThat(expansion.text()).isEqualTo("a/b/c.tar.gz a/b/c.tar.gz");
    assertThat(expansion.matched()).containsExactly("FILE");
    assertThat(expansion.unmatched()).containsExactlyInAnyOrder("OTHER", "UNSET");
  }

  @Test
  void takesCharactersOfRegularExpressionsLiterally() throws Exception {
    assertThat(new Words('\\').expand("${SPECIAL#()[]{\\}^$.\\*\\?|\\\\}", ENV)).isEqualTo("x");
  }
}
