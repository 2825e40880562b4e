package dev.kiln.engine;

import dev.kiln.engine.solver.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the secrets that a request names.
record RequestSecrets(Map<String, SecretSource> sources) implements Secrets {
  @Override
  public byte @Nullable [] read(String id) throws IOException {
    return switch (sources.get(id)) {
      case null -> null;
      case SecretSource.File(Path path) -> Files.readAllBytes(path);
      case SecretSource.Environment(String variable) -> {
        var value = System.getenv(variable);
        yield value == null ? null : value.getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
