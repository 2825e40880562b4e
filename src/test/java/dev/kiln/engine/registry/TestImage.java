package dev.kiln.engine.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kiln.engine.oci.ContainerConfig;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageConfig;
import dev.kiln.engine.oci.ImageIndex;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.Platform;
import dev.kiln.engine.oci.RawManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** A small but whole image: gzip layers with one file each. */
@SuppressWarnings("ArrayRecordComponent")
record TestImage(RawManifest manifest, byte[] config, List<byte[]> layers) {

  static TestImage of(String platform, String... contents) {
    var layers = new ArrayList<byte[]>();
    var diffIds = new ArrayList<Digest>();
    for (String content : contents) {
      byte[] tar = tar(content.getBytes(UTF_8));
      diffIds.add(Digest.sha256(tar));
      layers.add(gzip(tar));
    }
    Platform parsed = Platform.parse(platform);
    var config =
        new ImageConfig(
            "2026-01-01T00:00:00Z",
            null,
            parsed.architecture(),
            parsed.os(),
            parsed.variant(),
            null,
            ContainerConfig.EMPTY,
            new ImageConfig.RootFs("layers", diffIds),
            List.of());
    byte[] json = Json.write(config);
    var manifest =
        new ImageManifest(
            2,
            MediaTypes.OCI_MANIFEST,
            descriptor(MediaTypes.OCI_CONFIG, json),
            layers.stream().map(l -> descriptor(MediaTypes.OCI_LAYER_GZIP, l)).toList(),
            null);
    return new TestImage(
        new RawManifest(MediaTypes.OCI_MANIFEST, Json.write(manifest)), json, layers);
  }

  static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static Descriptor descriptor(String type, byte[] content) {
    return new Descriptor(type, Digest.sha256(content), content.length);
  }

  static BlobSource source(byte[] content) {
    return () -> new ByteArrayInputStream(content);
  }

  static RawManifest index(TestImage... images) {
    var entries = new ArrayList<Descriptor>();
    for (TestImage image : images) {
      try {
        ImageConfig config = Json.read(image.config, ImageConfig.class);
        entries.add(image.manifest.descriptor().withPlatform(config.platform()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    var index = new ImageIndex(2, MediaTypes.OCI_INDEX, entries, null);
    return new RawManifest(MediaTypes.OCI_INDEX, Json.write(index));
  }

  List<PushedBlob> blobs() {
    return blobs(null);
  }

  List<PushedBlob> blobs(@Nullable ImageReference mountFrom) {
    var blobs = new ArrayList<PushedBlob>();
    for (byte[] layer : layers) {
      Descriptor descriptor = descriptor(MediaTypes.OCI_LAYER_GZIP, layer);
      blobs.add(new PushedBlob(descriptor, source(layer), mountFrom));
    }
    blobs.add(new PushedBlob(descriptor(MediaTypes.OCI_CONFIG, config), source(config), null));
    return blobs;
  }

  void push(RegistryClient client, String... names) throws IOException {
    List<ImageReference> references =
        java.util.Arrays.stream(names).map(ImageReference::parse).toList();
    new ImagePusher(client).push(references, manifest, blobs(), TransferProgress.NONE);
  }

  private static byte[] tar(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      var entry = new TarArchiveEntry("file");
      entry.setModTime(0);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
