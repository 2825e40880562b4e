package dev.kiln.engine.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiln.engine.ConformanceTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The parse of whole files, in the notation of the reference's own results. */
class ParserConformanceTest {
  @TestFactory
  List<DynamicTest> parses() {
    return each("dockerfile-parser", ParserConformanceTest::assertParse);
  }

  @TestFactory
  List<DynamicTest> refuses() {
    return each(
        "dockerfile-parser-negative",
        folder ->
            assertThatThrownBy(() ->
                    Dockerfile.parse(
                        "Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile"))))
                .isInstanceOf(DockerfileException.class));
  }

  private interface Check {
    void of(Path folder) throws Exception;
  }

  private static List<DynamicTest> each(String table, Check check) {
    return ConformanceTables.folders(table).stream()
        .map(folder ->
            DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check.of(folder)))
        .toList();
  }

  private static void assertParse(Path folder) throws Exception {
    var syntax =
        DockerfileSyntax.parse("Dockerfile", Files.readAllBytes(folder.resolve("Dockerfile")));
    var dump =
        syntax.nodes().stream()
            .map(node -> "(" + dump(node) + ")")
            .collect(Collectors.joining("\n"));
    assertThat(syntax.problems()).isEmpty();
    assertThat(dump).isEqualTo(Files.readString(folder.resolve("result")).strip());
  }

  private static String dump(SyntaxNode node) {
    var parts = new ArrayList<String>(List.of(node.keyword()));
    if (!node.flags().isEmpty()) {
      parts.add(
          node.flags().stream()
              .map(ParserConformanceTest::quote)
              .collect(Collectors.joining(" ", "[", "]")));
    }
    parts.addAll(words(node.arguments()));
    return String.join(" ", parts);
  }

  private static List<String> words(Arguments arguments) {
    return switch (arguments) {
      case Arguments.Words(var words) -> words.stream().map(ParserConformanceTest::quote).toList();
      case Arguments.Json(var words) -> words.stream().map(ParserConformanceTest::quote).toList();
      case Arguments.Text(var text) -> List.of(quote(text));
      case Arguments.Pairs(var pairs, var legacy) ->
          pairs.stream()
              .flatMap(pair ->
                  List.of(pair.key(), String.valueOf(pair.value()), legacy ? "" : "=").stream())
              .map(ParserConformanceTest::quote)
              .toList();
      case Arguments.Check(var type, var command) -> {
        var all = new ArrayList<>(List.of(quote(type)));
        all.addAll(words(command));
        yield all;
      }
      case Arguments.Trigger(var node) -> List.of("(" + dump(node) + ")");
      case Arguments.None() -> List.of();
    };
  }

  private static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case 0 -> quoted.append("\\x00");
            default -> quoted.appendCodePoint(c);
          }
        });
    return quoted.append('"').toString();
  }
}
