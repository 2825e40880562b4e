package dev.kiln.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kiln.engine.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks a program `docker-credential-NAME` for credentials, as docker does.
record CredentialProgram(String name, Path configuredIn, @Nullable String searchPath) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int MAX_ANSWER = 1 << 20;
  private static final int SECONDS = 30;

  /// Runs the helper.
  ///
  /// @param server the key under which docker stores the host's credentials
  /// @throws IOException if there is no such program, or it fails
  Optional<Credential> get(String server) throws IOException {
    Process process = new ProcessBuilder(program().toString(), "get").start();
    ask(process, server);
    // What a helper says on its error output may hold anything, so nobody reads it.
    Thread.ofVirtual().start(() -> drain(process.getErrorStream()));
    byte[] answer;
    try (InputStream out = process.getInputStream()) {
      watch(process);
      answer = out.readNBytes(MAX_ANSWER);
    }
    return read(server, await(process), answer);
  }

  /// A helper that does not read the question still has an exit code to judge.
  private static void ask(Process process, String server) {
    try (OutputStream question = process.getOutputStream()) {
      question.write(server.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended, or closed its input.
    }
  }

  private Optional<Credential> read(String server, int exitCode, byte[] answer) throws IOException {
    if (exitCode != 0) {
      if (new String(answer, StandardCharsets.UTF_8).contains("credentials not found")) {
        return Optional.empty();
      }
      throw failed("failed for " + server + " with exit code " + exitCode);
    }
    JsonNode json;
    try {
      json = Json.read(answer, JsonNode.class);
    } catch (IOException e) {
      throw failed("did not answer with JSON for " + server);
    }
    String username = json.path("Username").asText();
    String secret = json.path("Secret").asText();
    return username.equals("<token>")
        ? Optional.of(new Credential.IdentityToken(secret))
        : Optional.of(new Credential.Basic(username, secret));
  }

  private Path program() throws IOException {
    String program = "docker-credential-" + name;
    if (NAME.matcher(name).matches() && searchPath != null) {
      for (String directory : searchPath.split(":", -1)) {
        Path candidate = Path.of(directory, program);
        if (!directory.isEmpty() && candidate.isAbsolute() && Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    throw failed("is not on the PATH: install it, or write the credentials below 'auths'");
  }

  private static void watch(Process process) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
              process.destroyForcibly();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void drain(InputStream stream) {
    try (stream) {
      stream.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The helper ended.
    }
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a credential helper ran");
    }
  }

  private IOException failed(String what) {
    return new IOException(
        configuredIn
            + " names the credential helper docker-credential-"
            + name
            + ", which "
            + what);
  }
}
