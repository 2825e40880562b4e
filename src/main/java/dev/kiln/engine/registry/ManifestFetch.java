package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.ManifestForm;
import dev.kiln.engine.oci.MediaTypes;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.Map;

/// Asks one host for a manifest or index and checks that it is what was asked for.
record ManifestFetch(Endpoint endpoint, ImageReference reference) {
  private static final int MAX_SIZE = 4 << 20;
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.DOCKER_MANIFEST);

  RawManifest get() throws IOException {
    HttpResponse<InputStream> response = send("GET");
    byte[] bytes;
    try (InputStream in = response.body()) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    } catch (IOException e) {
      throw Failures.failed(endpoint.host(), response.uri(), e);
    }
    if (bytes.length > MAX_SIZE) {
      throw wrong(response, Kind.PROTOCOL, "is larger than " + (MAX_SIZE >> 20) + " MiB");
    }
    Digest asked = reference.digest();
    if (asked != null) {
      verify(response, asked, bytes);
    }
    String announced = response.headers().firstValue("Docker-Content-Digest").orElse(null);
    if (announced != null && asked == null) {
      verify(response, parse(response, announced), bytes);
    }
    return new RawManifest(mediaType(response, bytes), bytes);
  }

  Descriptor head() throws IOException {
    HttpResponse<InputStream> response = send("HEAD");
    response.body().close();
    String digest = response.headers().firstValue("Docker-Content-Digest").orElse(null);
    long size = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (digest == null || size < 0 || type.isEmpty()) {
      return get().descriptor();
    }
    return new Descriptor(type, parse(response, digest), size);
  }

  private HttpResponse<InputStream> send(String method) throws IOException {
    String path = "/v2/" + reference.repository() + "/manifests/" + reference.identifier();
    Map<String, String> accept = Map.of("Accept", ACCEPT);
    Scope scope = Scope.pull(reference.repository());
    HttpCall call =
        method.equals("GET")
            ? HttpCall.get(path, accept, scope)
            : HttpCall.head(path, accept, scope);
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() != 200) {
      throw endpoint.answered(call, response);
    }
    return response;
  }

  private Digest parse(HttpResponse<?> response, String digest) throws RegistryException {
    try {
      return Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw wrong(response, Kind.PROTOCOL, "came with a digest that is none");
    }
  }

  private void verify(HttpResponse<?> response, Digest expected, byte[] bytes)
      throws RegistryException {
    String actual = HexFormat.of().formatHex(expected.newHasher().digest(bytes));
    if (!actual.equals(expected.hex())) {
      throw wrong(
          response,
          Kind.DIGEST_MISMATCH,
          "has other content than " + expected + ": it hashes to " + actual);
    }
  }

  /// What the content is decides; the header may be more general, but not claim something else.
  private String mediaType(HttpResponse<?> response, byte[] bytes) throws RegistryException {
    ManifestForm form;
    try {
      form = ManifestForm.read(bytes);
    } catch (IOException e) {
      throw wrong(response, Kind.PROTOCOL, "cannot be read: " + Failures.clean(message(e)));
    }
    String header =
        response.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    boolean specific = MediaTypes.isIndex(header) || MediaTypes.isManifest(header);
    if (specific && form.declared() != null && !form.declared().equals(header)) {
      throw wrong(
          response, Kind.PROTOCOL, "came as '" + header + "' and calls itself something else");
    }
    if (specific && MediaTypes.isIndex(header) != form.index()) {
      throw wrong(response, Kind.PROTOCOL, "is not the '" + header + "' that it came as");
    }
    String type = specific ? header : form.mediaType();
    if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
      throw wrong(
          response, Kind.PROTOCOL, "has the unknown media type '" + Failures.clean(type) + "'");
    }
    return type;
  }

  private static String message(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private RegistryException wrong(HttpResponse<?> response, Kind kind, String how) {
    return Failures.of(
        kind,
        endpoint.host(),
        response.uri(),
        endpoint.host() + ": the manifest of " + reference + " " + how,
        null);
  }
}
