package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The flags of one instruction, checked against those it knows.
final class Flags {
  /// How often and with what a flag may be given.
  enum Kind {
    VALUE,
    VALUES,
    SWITCH
  }

  private final Map<String, List<String>> values;

  private Flags(Map<String, List<String>> values) {
    this.values = values;
  }

  /// @throws InstructionException if a flag is unknown, repeated, or lacks its value
  static Flags read(SyntaxNode node, Map<String, Kind> known) throws InstructionException {
    var values = new LinkedHashMap<String, List<String>>();
    for (var flag : node.flags()) {
      int equals = flag.indexOf('=');
      var name = flag.substring(2, equals < 0 ? flag.length() : equals);
      var kind = known.get(name);
      if (kind == null) {
        throw unknown(node, name, known);
      }
      var value = equals < 0 ? null : flag.substring(equals + 1);
      var given = values.computeIfAbsent(name, _ -> new ArrayList<>());
      if (kind != Kind.VALUES && !given.isEmpty()) {
        throw new InstructionException("the flag --" + name + " is given twice");
      }
      given.add(check(name, kind, value));
    }
    return new Flags(values);
  }

  static void none(SyntaxNode node) throws InstructionException {
    read(node, Map.of());
  }

  @Nullable String value(String name) {
    var given = values.get(name);
    return given == null ? null : given.getFirst();
  }

  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// A switch, null when it is not given.
  @Nullable Boolean choice(String name) {
    var value = value(name);
    return value == null ? null : Boolean.valueOf(value);
  }

  boolean isOn(String name) {
    return Boolean.TRUE.equals(choice(name));
  }

  private static String check(String name, Kind kind, @Nullable String value)
      throws InstructionException {
    if (kind == Kind.SWITCH) {
      var choice = value == null ? "true" : value.toLowerCase(Locale.ROOT);
      if (!choice.equals("true") && !choice.equals("false")) {
        throw new InstructionException(
            "the flag --" + name + " cannot be '" + value + "'", "it is either true or false");
      }
      return choice;
    }
    if (value == null || value.isEmpty()) {
      throw new InstructionException(
          "the flag --" + name + " needs a value", "write --" + name + "=value");
    }
    return value;
  }

  private static InstructionException unknown(
      SyntaxNode node, String name, Map<String, Kind> known) {
    var keyword = node.keyword().toUpperCase(Locale.ROOT);
    if (known.isEmpty()) {
      return new InstructionException(
          keyword + " has no flag --" + name, keyword + " takes no flags");
    }
    var all =
        new TreeMap<>(known).keySet().stream().map("--"::concat).collect(Collectors.joining(", "));
    var guess = Suggestions.nearest(name, known.keySet()).map(it -> "did you mean --" + it + "? ");
    return new InstructionException(
        keyword + " has no flag --" + name, guess.orElse("") + keyword + " takes " + all);
  }
}
