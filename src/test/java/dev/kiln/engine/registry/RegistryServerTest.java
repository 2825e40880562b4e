package dev.kiln.engine.registry;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The client against the embedded registry. */
class RegistryServerTest extends RegistryContract {
  @TempDir static Path data;
  private static RegistryServer registry;
  private static RegistryClient client;

  @BeforeAll
  static void start() throws IOException {
    registry = RegistryServer.start(0, data);
    client = new RegistryClient(RegistryConfig.EMPTY, Credentials.NONE);
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    registry.close();
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
