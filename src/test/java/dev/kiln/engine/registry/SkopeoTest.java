package dev.kiln.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Platform;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent tool reads and writes what Kiln's registry and layouts hold. */
class SkopeoTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");

  @TempDir Path directory;

  @BeforeAll
  static void require() {
    Tool.require("skopeo", "skopeo");
  }

  private void skopeo(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(java.util.List.of("skopeo", "--insecure-policy"));
    command.addAll(java.util.List.of(arguments));
    Tool.run(directory, command.toArray(new String[0]));
  }

  @Test
  void copies_from_a_layout_to_the_registry_and_back() throws Exception {
    TestImage image = TestImage.of("linux/amd64", "first", "second");
    ImageLayout layout = ImageLayout.create(directory.resolve("layout"));
    image.layers().forEach(layer -> put(layout, layer));
    put(layout, image.config());
    Descriptor manifest = layout.putManifest(image.manifest());
    layout.tag(ImageReference.parse("registry.test:5000/team/app:1"), manifest);

    try (var registry = RegistryServer.start(0, directory.resolve("registry"));
        var client = new RegistryClient(RegistryConfig.EMPTY, Credentials.NONE)) {
      String name = registry.host() + "/team/copy:1";
      skopeo(
          "copy",
          "--dest-tls-verify=false",
          "oci:" + layout.directory() + ":registry.test:5000/team/app:1",
          "docker://" + name);
      PulledImage pulled = new ImagePuller(client).pull(ImageReference.parse(name), AMD64);
      assertThat(pulled.rawManifest().bytes()).isEqualTo(image.manifest().bytes());

      skopeo(
          "copy",
          "--src-tls-verify=false",
          "docker://" + name,
          "oci:" + directory.resolve("back") + ":v1");
      ImageLayout back = ImageLayout.open(directory.resolve("back"));
      assertThat(back.index().find("v1")).map(Descriptor::digest).contains(manifest.digest());
      for (byte[] layer : image.layers()) {
        Descriptor blob = TestImage.descriptor("x", layer);
        assertThat(back.readBlob(blob.digest(), 10_000)).isEqualTo(layer);
      }
      // The registry's own folder is a layout too.
      Path own = directory.resolve("registry/repositories/team/copy/_layout");
      Tool.run(directory, "skopeo", "inspect", "--raw", "oci:" + own + ":1");
    }
  }

  @Test
  void docker_manifests_pass_the_registry_unchanged() throws Exception {
    TestImage image = TestImage.of("linux/amd64", "first");
    try (var registry = RegistryServer.start(0, directory.resolve("registry"));
        var client = new RegistryClient(RegistryConfig.EMPTY, Credentials.NONE)) {
      image.push(client, registry.host() + "/app:oci");
      skopeo(
          "copy",
          "--format=v2s2",
          "--src-tls-verify=false",
          "--dest-tls-verify=false",
          "docker://" + registry.host() + "/app:oci",
          "docker://" + registry.host() + "/other:docker");
      PulledImage pulled =
          new ImagePuller(client)
              .pull(ImageReference.parse(registry.host() + "/other:docker"), AMD64);
      assertThat(pulled.rawManifest().mediaType()).contains("docker.distribution.manifest.v2");
      assertThat(pulled.rawConfig()).isEqualTo(image.config());
      skopeo("delete", "--tls-verify=false", "docker://" + registry.host() + "/other:docker");
      assertThat(client.head(ImageReference.parse(registry.host() + "/other:docker"))).isEmpty();
    }
  }

  private static void put(ImageLayout layout, byte[] content) {
    try {
      layout.putBlob(content);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
