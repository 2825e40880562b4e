package dev.kiln.engine.dockerfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The grammars of arguments.
///
/// @param escape the file's escape character
record ArgumentParser(char escape) {
  static final Pattern WHITE_SPACE = Pattern.compile("[\\t\\x0B\\f\\r ]+");
  private static final JsonFactory JSON = new JsonFactory();

  /// @param keyword in lower case; those unknown keep their text
  /// @param rest without flags and surrounding white space
  Arguments parse(String keyword, String rest) throws InstructionException {
    if (rest.isEmpty()) {
      return new Arguments.None();
    }
    return switch (keyword) {
      case "add", "copy", "volume" -> json(rest).orElseGet(() -> spaced(rest));
      case "run", "cmd", "entrypoint", "shell" ->
          json(rest).orElseGet(() -> new Arguments.Text(rest));
      case "expose", "from" -> spaced(rest);
      case "arg" -> new Arguments.Words(new QuotedWords(escape).split(rest));
      case "env", "label" -> pairs(keyword, rest);
      case "healthcheck" -> check(rest);
      default -> new Arguments.Text(rest);
    };
  }

  private static Arguments spaced(String rest) {
    return new Arguments.Words(WHITE_SPACE.splitAsStream(rest).toList());
  }

  private static Arguments check(String rest) throws InstructionException {
    var parts = Pattern.compile("\\s+").split(rest, 2);
    if (parts.length < 2) {
      return new Arguments.Check(parts[0], new Arguments.None());
    }
    var command = json(parts[1]).orElseGet(() -> new Arguments.Text(parts[1]));
    return new Arguments.Check(parts[0], command);
  }

  private Arguments pairs(String keyword, String rest) throws InstructionException {
    var words = new QuotedWords(escape).split(rest);
    var name = keyword.toUpperCase(Locale.ROOT);
    if (!words.isEmpty() && !words.getFirst().contains("=")) {
      var parts = WHITE_SPACE.split(rest, 2);
      if (parts.length < 2) {
        throw new InstructionException(
            name + " " + parts[0] + " has no value", "write " + name + " " + parts[0] + "=value");
      }
      return new Arguments.Pairs(List.of(new KeyValue(parts[0], parts[1])), true);
    }
    var pairs = new ArrayList<KeyValue>();
    for (var word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new InstructionException(
            name + ": '" + word + "' has no '='",
            "write " + word + "=value, and quote values that hold white space");
      }
      pairs.add(new KeyValue(word.substring(0, equals), word.substring(equals + 1)));
    }
    return new Arguments.Pairs(pairs, false);
  }

  /// The array, or nothing for text that is not a JSON array: it means the shell form.
  private static Optional<Arguments> json(String rest) throws InstructionException {
    if (!rest.startsWith("[")) {
      return Optional.empty();
    }
    var words = new ArrayList<String>();
    boolean onlyStrings = true;
    try (var parser = JSON.createParser(rest)) {
      int depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
          onlyStrings &= depth == 1;
        } else if (token.isStructEnd()) {
          depth--;
          if (depth == 0 && parser.nextToken() != null) {
            return Optional.empty();
          }
        } else if (token == JsonToken.VALUE_STRING) {
          words.add(parser.getText());
        } else {
          onlyStrings = false;
        }
      }
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string is read: there is no input to fail
    }
    if (!onlyStrings) {
      throw new InstructionException(
          "a JSON array here may hold strings only", "put every element in double quotes");
    }
    return Optional.of(new Arguments.Json(words));
  }
}
