package dev.kiln.engine.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kiln.engine.ConformanceTables;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Word expansion and splitting, row by row as in the reference's tables. */
class WordsConformanceTest {
  private static final Words WORDS = new Words('\\');

  @TestFactory
  List<DynamicTest> expands() throws IOException {
    var env = Map.of("PWD", "/home", "SHELL", "bash", "KOREAN", "한국어", "NULL", "");
    var tests = new ArrayList<DynamicTest>();
    for (var line : Files.readAllLines(ConformanceTables.path("shell-lexer/envVarTest"))) {
      var cells = line.split("\\|", -1);
      if (line.isBlank() || line.startsWith("#") || cells[0].strip().equals("W")) {
        continue;
      }
      tests.add(
          DynamicTest.dynamicTest(
              line, () -> assertExpansion(cells[1].strip(), cells[2].strip(), env::get)));
    }
    return tests;
  }

  private static void assertExpansion(String word, String expected, Lookup env) throws Exception {
    if (expected.equals("error")) {
      assertThatThrownBy(() -> WORDS.expand(word, env)).isInstanceOf(ExpansionException.class);
    } else {
      assertThat(WORDS.expand(word, env)).isEqualTo(expected);
    }
  }

  @TestFactory
  List<DynamicTest> splits() throws IOException {
    var env = new HashMap<String, String>();
    var tests = new ArrayList<DynamicTest>();
    for (var line : Files.readAllLines(ConformanceTables.path("shell-lexer/wordsTest"))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("ENV ")) {
        var pair = line.substring(4).stripLeading().split("=", 2);
        env.put(pair[0], pair[1]);
        continue;
      }
      var cells = line.split("\\|", 2);
      var now = Map.copyOf(env);
      var word = cells[0].strip();
      var expected = List.of(cells[1].stripLeading().split(",", -1));
      tests.add(DynamicTest.dynamicTest(line, () -> assertWords(word, expected, now)));
    }
    return tests;
  }

  private static void assertWords(String word, List<String> expected, Map<String, String> env)
      throws Exception {
    if (expected.equals(List.of("error"))) {
      assertThatThrownBy(() -> WORDS.expandWords(word, env::get))
          .isInstanceOf(ExpansionException.class);
    } else {
      assertThat(WORDS.expandWords(word, env::get)).isEqualTo(expected);
    }
  }

  @TestFactory
  List<DynamicTest> reportsNames() throws IOException {
    var table =
        new ObjectMapper()
            .readTree(ConformanceTables.path("shell-lexer/processWithMatches.json").toFile());
    var tests = new ArrayList<DynamicTest>();
    for (var row : table) {
      if (!texts(row.get("matches")).stream().allMatch(row.get("envs")::has)) {
        continue; // the row lacks the value of a variable that it says was found
      }
      tests.add(DynamicTest.dynamicTest(row.get("input").asText(), () -> assertNames(row)));
    }
    return tests;
  }

  private static void assertNames(JsonNode row) throws Exception {
    var env = new HashMap<String, String>();
    row.get("envs").properties().forEach(each -> env.put(each.getKey(), each.getValue().asText()));
    var word = row.get("input").asText();
    if (row.get("error").asBoolean()) {
      assertThatThrownBy(() -> WORDS.expansion(word, env::get))
          .isInstanceOf(ExpansionException.class);
      return;
    }
    var expansion = WORDS.expansion(word, env::get);
    assertThat(expansion.text()).isEqualTo(row.get("expected").asText());
    assertThat(expansion.matched()).containsExactlyInAnyOrderElementsOf(texts(row.get("matches")));
    assertThat(expansion.unmatched())
        .containsExactlyInAnyOrderElementsOf(texts(row.get("unmatched")));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
