package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.registry.FakeRegistry.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with bad registries have in common: clients without patience. */
abstract class FakeRegistries {

  private static final RetryPolicy QUICK =
      new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(5));
  private static final Duration PATIENCE = Duration.ofMillis(400);
  static final byte[] CONTENT = "the content of a blob".getBytes(UTF_8);
  static final Descriptor BLOB = TestImage.descriptor(MediaTypes.OCI_LAYER, CONTENT);
  static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(UTF_8));

  @TempDir Path directory;
  final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  FakeRegistry registry(Answer answer) throws IOException {
    return registry("127.0.0.1", answer);
  }

  FakeRegistry registry(String address, Answer answer) throws IOException {
    var registry = new FakeRegistry(address, answer);
    open.add(registry);
    return registry;
  }

  RegistryClient client(RegistryConfig config, Credentials credentials) {
    var client = new RegistryClient(config, credentials, QUICK, PATIENCE);
    open.add(client);
    return client;
  }

  RegistryClient client() {
    return client(RegistryConfig.EMPTY, Credentials.NONE);
  }

  Credentials credentialsFor(String host) throws IOException {
    Path file = directory.resolve("config.json");
    String auth = BASIC.substring("Basic ".length());
    Files.writeString(file, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
    return Credentials.read(List.of(file));
  }

  static ImageReference image(FakeRegistry registry) {
    return ImageReference.parse(registry.host() + "/team/app:1");
  }

  static RegistryException failure(ThrowingCallable call) {
    return catchThrowableOfType(RegistryException.class, call);
  }
}
