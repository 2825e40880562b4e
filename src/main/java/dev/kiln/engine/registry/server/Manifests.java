package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageIndex;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageManifest;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.oci.ManifestForm;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Manifests by tag and digest (OCI distribution spec, "Pulling manifests", "Pushing Manifests").
record Manifests(Storage storage) {
  private static final int MAX_SIZE = 4 << 20;

  void get(Exchange exchange, Route.ManifestByTag route) throws IOException, ApiException {
    ImageLayout layout = layout(route.repository());
    Optional<Descriptor> entry = layout.index().find(route.tag());
    reply(exchange, layout, entry.orElseThrow(() -> unknown("tag " + route.tag())));
  }

  void get(Exchange exchange, Route.ManifestByDigest route) throws IOException, ApiException {
    ImageLayout layout = layout(route.repository());
    reply(exchange, layout, entry(layout, route.digest()));
  }

  private static void reply(Exchange exchange, ImageLayout layout, Descriptor manifest)
      throws IOException {
    byte[] content = layout.readBlob(manifest.digest(), MAX_SIZE);
    exchange
        .with("Content-Type", manifest.mediaType())
        .with("Docker-Content-Digest", manifest.digest().toString())
        .content(200, content);
  }

  void put(Exchange exchange, Route.ManifestByTag route) throws IOException, ApiException {
    RawManifest manifest = read(exchange);
    ImageLayout layout = storage.create(route.repository());
    store(layout, manifest);
    layout.index().put(route.tag(), manifest.descriptor(), true);
    created(exchange, route.repository(), manifest.digest());
  }

  void put(Exchange exchange, Route.ManifestByDigest route) throws IOException, ApiException {
    RawManifest manifest = read(exchange);
    if (!manifest.digest().equals(route.digest())) {
      throw new ApiException(Code.DIGEST_INVALID, "the content hashes to " + manifest.digest());
    }
    ImageLayout layout = storage.create(route.repository());
    store(layout, manifest);
    layout.index().add(manifest.descriptor());
    created(exchange, route.repository(), manifest.digest());
  }

  private static RawManifest read(Exchange exchange) throws IOException, ApiException {
    byte[] content = exchange.body().readNBytes(MAX_SIZE + 1);
    if (content.length > MAX_SIZE) {
      throw new ApiException(Code.SIZE_INVALID, "manifests have at most 4 MiB");
    }
    ManifestForm form;
    try {
      form = ManifestForm.read(content);
    } catch (IOException e) {
      throw new ApiException(Code.MANIFEST_INVALID, String.valueOf(e.getMessage()));
    }
    String type = exchange.header("Content-Type").orElse(form.mediaType());
    if (form.declared() != null && !form.declared().equals(type)) {
      throw new ApiException(
          Code.MANIFEST_INVALID, "it comes as " + type + " and calls itself " + form.declared());
    }
    return new RawManifest(type, content);
  }

  private void store(ImageLayout layout, RawManifest manifest) throws IOException, ApiException {
    for (Descriptor part : parts(manifest)) {
      boolean elsewhere = part.urls() != null && !part.urls().isEmpty();
      if (!elsewhere && !layout.hasBlob(part)) {
        throw new ApiException(
            Code.MANIFEST_BLOB_UNKNOWN,
            part.digest() + " with " + part.size() + " bytes is not in the repository");
      }
    }
    layout.putManifest(manifest);
    storage.share(layout, manifest.digest());
  }

  private static List<Descriptor> parts(RawManifest manifest) throws ApiException {
    try {
      if (ManifestForm.read(manifest.bytes()).index()) {
        return Json.read(manifest.bytes(), ImageIndex.class).manifests();
      }
      ImageManifest image = Json.read(manifest.bytes(), ImageManifest.class);
      var parts = new ArrayList<>(image.layers());
      parts.add(image.config());
      return parts;
    } catch (IOException | RuntimeException e) {
      throw new ApiException(Code.MANIFEST_INVALID, "the manifest cannot be read");
    }
  }

  private static void created(Exchange exchange, String repository, Digest digest)
      throws IOException {
    exchange
        .with("Location", "/v2/" + repository + "/manifests/" + digest)
        .with("Docker-Content-Digest", digest.toString())
        .reply(201);
  }

  void delete(Exchange exchange, Route.ManifestByTag route) throws IOException, ApiException {
    if (!layout(route.repository()).index().remove(route.tag(), true)) {
      throw unknown("tag " + route.tag());
    }
    exchange.reply(202);
  }

  void delete(Exchange exchange, Route.ManifestByDigest route) throws IOException, ApiException {
    ImageLayout layout = layout(route.repository());
    if (!layout.index().remove(route.digest())) {
      throw unknown("manifest " + route.digest());
    }
    storage.delete(layout, route.digest());
    exchange.reply(202);
  }

  private ImageLayout layout(String repository) throws IOException, ApiException {
    return storage
        .find(repository)
        .orElseThrow(() -> new ApiException(Code.NAME_UNKNOWN, repository + " does not exist"));
  }

  private static Descriptor entry(ImageLayout layout, Digest digest)
      throws IOException, ApiException {
    for (Descriptor entry : layout.index().entries()) {
      if (entry.digest().equals(digest)) {
        return entry;
      }
    }
    throw unknown("manifest " + digest);
  }

  private static ApiException unknown(String what) {
    return new ApiException(Code.MANIFEST_UNKNOWN, what + " does not exist");
  }
}
