package dev.kiln.engine.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Tells a step that failed from one that could not be started, by what the OCI runtime logged.
final class RuntimeLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  private RuntimeLog() {}

  /// The step's exit code when the runtime ended with `code`.
  ///
  /// @throws SandboxException when the runtime could not start it for a reason outside of the step
  static int exitCode(int code, Path log) throws IOException {
    if (!Files.exists(log)) {
      return code;
    }
    List<String> errors = Files.readAllLines(log).stream().map(RuntimeLog::error).toList();
    for (String error : errors) {
      if (!error.isEmpty()) {
        return startFailure(error);
      }
    }
    return code;
  }

  private static int startFailure(String error) throws SandboxException {
    boolean program = error.contains("exec: \"") || error.contains("exec /");
    if (program && (error.contains("not found") || error.contains("no such file"))) {
      return NOT_FOUND;
    }
    boolean closedDirectory = error.contains("chdir to cwd") && error.contains("permission denied");
    if (program || closedDirectory) {
      return NOT_EXECUTABLE;
    }
    throw new SandboxException("the OCI runtime could not start a RUN step: " + error);
  }

  private static String error(String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      boolean serious = List.of("error", "fatal").contains(entry.path("level").asText());
      return serious ? entry.path("msg").asText() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
