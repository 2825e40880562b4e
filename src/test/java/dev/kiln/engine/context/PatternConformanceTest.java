package dev.kiln.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kiln.engine.ConformanceTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ignore patterns and wildcards, row by row as in the reference's tables. */
class PatternConformanceTest {
  @TestFactory
  List<DynamicTest> singlePatterns() throws IOException {
    return each(
        "matches",
        row ->
            assertThat(IgnoreRules.of(List.of(text(row, "pattern"))).excludes(text(row, "text")))
                .isEqualTo(row.get("match").asBoolean()));
  }

  @TestFactory
  List<DynamicTest> listsOfPatterns() throws IOException {
    return each(
        "multi",
        row -> {
          var patterns = new ArrayList<String>();
          row.get("patterns").forEach(pattern -> patterns.add(pattern.asText()));
          assertThat(IgnoreRules.of(patterns).excludes(text(row, "text")))
              .isEqualTo(row.get("match").asBoolean());
        });
  }

  @TestFactory
  List<DynamicTest> pathsAndTheirParents() throws IOException {
    return each(
        "filepathMatch",
        row -> {
          var pattern = text(row, "pattern");
          if (row.get("error").asBoolean()) {
            assertThatThrownBy(() -> IgnoreRules.of(List.of(pattern)))
                .isInstanceOf(PatternException.class);
            assertThatThrownBy(() -> GlobPattern.parse(pattern))
                .isInstanceOf(PatternException.class);
            return;
          }
          var path = text(row, "text");
          boolean expected = row.get("match").asBoolean();
          assertThat(IgnoreRules.of(List.of(pattern)).excludes(path)).isEqualTo(expected);
          // A wildcard knows no parents: a* matches the directory of ab/c and not ab/c.
          boolean byParent = pattern.equals("a*") && path.equals("ab/c");
          assertThat(GlobPattern.parse(pattern).matches(path)).isEqualTo(expected && !byParent);
        });
  }

  @TestFactory
  List<DynamicTest> patternsMatchAsTheirRegularExpressionsDo() throws IOException {
    var paths =
        List.of(
            "a",
            "file",
            "file1",
            "myfile",
            "a/b",
            "ax/b",
            "dir2/x",
            "x/y/dir2/z",
            "x/dir2/y/z",
            "file-txt",
            "x/file.txt",
            "x/y/z.txt",
            "ace",
            "aze",
            ".foo",
            "abcXdef",
            "abc/def");
    return each(
            "compile",
            row -> {
              var glob = new GlobParser(text(row, "pattern"), true).parse();
              for (var path : paths) {
                assertThat(glob.matches(path))
                    .as(path)
                    .isEqualTo(path.matches(text(row, "regexp")));
              }
            })
        .stream()
        .filter(test -> test.getDisplayName().contains("regexpMatch"))
        .toList();
  }

  private interface Check {
    void of(JsonNode row) throws Exception;
  }

  private static List<DynamicTest> each(String table, Check check) throws IOException {
    var tables =
        new ObjectMapper().readTree(ConformanceTables.path("ignore-patterns/tables.json").toFile());
    return StreamSupport.stream(tables.get(table).spliterator(), false)
        .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check.of(row)))
        .toList();
  }

  private static String text(JsonNode row, String field) {
    return row.get(field).asText();
  }
}
