package dev.kiln.engine.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The client against the distribution project's registry, over plain HTTP on loopback. */
class DockerRegistryTest extends RegistryContract {
  @TempDir static Path data;
  private static DockerRegistry registry;
  private static RegistryClient client;

  @BeforeAll
  static void start() throws IOException {
    registry = DockerRegistry.plain(data);
    client = new RegistryClient(RegistryConfig.EMPTY, Credentials.NONE);
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      client.close();
      registry.close();
    }
  }

  @Override
  RegistryClient client() {
    return client;
  }

  @Override
  String host() {
    return registry.host();
  }
}
