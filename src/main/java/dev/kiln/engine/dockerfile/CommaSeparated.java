package dev.kiln.engine.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// One record of comma-separated values, where a field in double quotes may hold commas and doubled
/// quotes.
final class CommaSeparated {
  private CommaSeparated() {}

  static List<String> split(String text) throws InstructionException {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && text.startsWith("\"\"", i)) {
        field.append(text.charAt(++i));
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new InstructionException("a double quote is not closed in '" + text + "'");
    }
    fields.add(field.toString());
    return fields;
  }
}
