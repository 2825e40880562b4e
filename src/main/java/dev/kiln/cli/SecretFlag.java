package dev.kiln.cli;

import dev.kiln.engine.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The value of `--secret`: `id=NAME,src=FILE` or `id=NAME,env=VARIABLE`. With an id alone it is
/// the variable of that name, or else the file, as with docker.
record SecretFlag(String id, SecretSource source) {
  private static final Set<String> KEYS = Set.of("type", "id", "src", "source", "env");

  static SecretFlag parse(String text, Surroundings surroundings) throws UsageException {
    var values = KeyValues.parse("--secret", text, KEYS);
    String id = values.require("id");
    String type = values.get("type").orElse("");
    String file = values.get("src").or(() -> values.get("source")).orElse("");
    String variable = values.get("env").orElse("");
    if (!file.isEmpty() && !variable.isEmpty()) {
      throw new UsageException("--secret %s: only one of src and env may be set".formatted(text));
    }
    SecretSource source =
        switch (type) {
          case "" ->
              variable.isEmpty() && (!file.isEmpty() || !surroundings.environment().containsKey(id))
                  ? file(text, file.isEmpty() ? id : file, surroundings)
                  : variable(text, variable.isEmpty() ? id : variable, surroundings);
          case "file" -> file(text, file.isEmpty() ? id : file, surroundings);
          case "env" ->
              variable(
                  text, variable.isEmpty() ? (file.isEmpty() ? id : file) : variable, surroundings);
          default -> throw new UsageException("--secret %s: type is file or env".formatted(text));
        };
    return new SecretFlag(id, source);
  }

  private static SecretSource file(String text, String name, Surroundings surroundings)
      throws UsageException {
    Path path = surroundings.path(name);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new UsageException("--secret %s: cannot read the file %s".formatted(text, path));
    }
    return new SecretSource.File(path);
  }

  private static SecretSource variable(String text, String name, Surroundings surroundings)
      throws UsageException {
    if (!surroundings.environment().containsKey(name)) {
      throw new UsageException(
          "--secret %s: the environment has no variable %s".formatted(text, name));
    }
    return new SecretSource.Environment(name);
  }
}
