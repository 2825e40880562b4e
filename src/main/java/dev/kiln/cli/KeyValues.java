package dev.kiln.cli;

import dev.kiln.engine.dockerfile.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The value of a flag such as `--output type=oci,dest=image.tar`: fields of one CSV record (RFC
/// 4180), each `key=value`.
final class KeyValues {
  private final String flag;
  private final Map<String, String> values;

  private KeyValues(String flag, Map<String, String> values) {
    this.flag = flag;
    this.values = values;
  }

  /// @param known the keys that the flag has; the others are refused
  static KeyValues parse(String flag, String text, Set<String> known) throws UsageException {
    var values = new LinkedHashMap<String, String>();
    for (String field : fields(flag, text)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      if (equals < 0) {
        throw new UsageException("%s %s: '%s' is not KEY=VALUE".formatted(flag, text, field));
      }
      if (!known.contains(key)) {
        throw new UsageException(
            "%s %s: unknown key '%s'%s"
                .formatted(
                    flag,
                    text,
                    key,
                    Suggestions.nearest(key, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(
                            " (known: "
                                + String.join(", ", known.stream().sorted().toList())
                                + ")")));
      }
      values.put(key, field.substring(equals + 1));
    }
    return new KeyValues(flag + " " + text, values);
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String require(String key) throws UsageException {
    return get(key)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new UsageException(flag + ": " + key + "=… is missing"));
  }

  private static List<String> fields(String flag, String text) throws UsageException {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (c == '"' && doubled) {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new UsageException("%s %s: a quote is not closed".formatted(flag, text));
    }
    fields.add(field.toString());
    return fields;
  }
}
