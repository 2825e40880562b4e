package dev.kiln.engine.dockerfile;

import java.util.List;

/// What follows an instruction's keyword and flags, taken apart as its grammar says.
sealed interface Arguments {
  /// Words between white space, quotes kept.
  record Words(List<String> words) implements Arguments {
    public Words {
      words = List.copyOf(words);
    }
  }

  /// A JSON array of strings.
  record Json(List<String> words) implements Arguments {
    public Json {
      words = List.copyOf(words);
    }
  }

  /// The rest of the line.
  record Text(String text) implements Arguments {}

  /// Keys and values, quotes kept.
  ///
  /// @param legacy written with a space instead of `=`
  record Pairs(List<KeyValue> pairs, boolean legacy) implements Arguments {
    public Pairs {
      pairs = List.copyOf(pairs);
    }
  }

  /// A health check's type and, if there is more, what follows it.
  record Check(String type, Arguments command) implements Arguments {}

  /// The instruction after `ONBUILD`.
  record Trigger(SyntaxNode node) implements Arguments {}

  /// Nothing at all.
  record None() implements Arguments {}
}
