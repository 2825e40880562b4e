package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution project's own registry, as a process on a free loopback port. */
final class DockerRegistry implements AutoCloseable {
  static final String USER = "kiln";
  static final String PASSWORD = "s3cret pass";

  /** What htpasswd makes of [#PASSWORD]. */
  private static final String HASH = "$2b$04$64pX4EOcFGdFImEFaPqJJOITjRl2PcBsF6eXFMhRvsMuKyl6KWPyK";

  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)");

  private final Process process;
  private final int port;

  private DockerRegistry(Path directory, String http) throws IOException {
    Files.createDirectories(directory);
    Path config = directory.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: info}
        storage:
          filesystem: {rootdirectory: %s}
          delete: {enabled: true}
        %s
        """
            .formatted(directory.resolve("data"), http));
    this.process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    this.port = awaitPort();
  }

  static DockerRegistry plain(Path directory) throws IOException {
    Tool.require("docker-registry", "docker-registry");
    return new DockerRegistry(directory, "http: {addr: \"127.0.0.1:0\", relativeurls: true}");
  }

  /** With TLS by a certificate for localhost, and a login. */
  static DockerRegistry secured(Path directory, TestAuthority authority) throws IOException {
    Tool.require("docker-registry", "docker-registry");
    Path passwords =
        Files.writeString(authority.directory().resolve("htpasswd"), USER + ":" + HASH);
    return new DockerRegistry(
        directory,
        """
        http:
          addr: "127.0.0.1:0"
          tls: {certificate: %s, key: %s}
        auth:
          htpasswd: {realm: test, path: %s}
        """
            .formatted(authority.certificate(), authority.key(), passwords));
  }

  private int awaitPort() throws IOException {
    var log = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    var seen = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> drain(process));
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new IOException("docker-registry did not start:\n" + seen);
  }

  private static void drain(Process process) {
    try {
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // It ended.
    }
  }

  String host() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
