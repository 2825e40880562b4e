package dev.kiln.engine.registry;

import dev.kiln.engine.oci.BlobWriter;
import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageLayout;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.RawManifest;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Pulls from and pushes to registries (OCI distribution spec 1.1). Calls block; threads may share
/// a client. Pulls ask the mirrors of a host before the host itself.
///
/// Every method that reaches a registry throws [RegistryException], or an
/// [java.io.InterruptedIOException] when its thread is interrupted.
public final class RegistryClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RegistryConfig config;
  private final Credentials credentials;
  private final HttpSender sender;
  private final RetryPolicy retries;
  private final Duration patience;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

  public RegistryClient(RegistryConfig config, Credentials credentials) {
    this(config, credentials, RetryPolicy.STANDARD, PATIENCE);
  }

  RegistryClient(
      RegistryConfig config, Credentials credentials, RetryPolicy retries, Duration patience) {
    this.config = config;
    this.credentials = credentials;
    this.retries = retries;
    this.patience = patience;
    this.sender = new HttpSender(patience);
  }

  /// A manifest or index and its digest, which was verified.
  public record ResolvedManifest(RawManifest manifest, Digest digest) {}

  /// Gets the manifest or index that a reference names, whichever it is.
  public ResolvedManifest resolve(ImageReference reference) throws IOException {
    RawManifest manifest =
        pull(reference, endpoint -> new ManifestFetch(endpoint, reference).get());
    Digest asked = reference.digest();
    return new ResolvedManifest(manifest, asked != null ? asked : manifest.digest());
  }

  /// What a reference names at this moment, without its content; empty when it does not exist. The
  /// registry's word is not verified: get the manifest by this digest.
  public Optional<Descriptor> head(ImageReference reference) throws IOException {
    try {
      return Optional.of(
          pull(reference, endpoint -> new ManifestFetch(endpoint, reference).head()));
    } catch (RegistryException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Gets a manifest by its digest from the repository of `reference`.
  public RawManifest manifest(ImageReference reference, Digest digest) throws IOException {
    return resolve(reference.withDigest(digest)).manifest();
  }

  /// Opens a blob of the repository. Reading checks size and digest: only who reads to the end has
  /// the right content.
  public InputStream openBlob(ImageReference repository, Descriptor blob, TransferProgress progress)
      throws IOException {
    ForeignContent.refuse(repository, blob);
    String path = "/v2/" + repository.repository() + "/blobs/" + blob.digest();
    HttpCall call = HttpCall.get(path, Map.of(), Scope.pull(repository.repository()));
    return pull(repository, endpoint -> new BlobDownload(endpoint, call, blob, progress, patience));
  }

  /// Fetches a blob into a layout, unless it is there; a failure leaves nothing.
  public void fetchBlob(
      ImageReference repository, Descriptor blob, ImageLayout layout, TransferProgress progress)
      throws IOException {
    if (layout.hasBlob(blob)) {
      progress.transferred(blob, blob.size());
      return;
    }
    try (InputStream in = openBlob(repository, blob, progress);
        BlobWriter writer = layout.writeBlob(blob)) {
      in.transferTo(writer);
      writer.commit();
    }
  }

  /// A small blob as a whole, such as a config.
  ///
  /// @throws RegistryException also if it is larger than `limit` bytes
  public byte[] readBlob(ImageReference repository, Descriptor blob, int limit) throws IOException {
    if (blob.size() > limit) {
      throw new RegistryException(
          Kind.PROTOCOL,
          repository.registry(),
          "blob %s of %s has %d bytes; at most %d are read here"
              .formatted(blob.digest(), repository.name(), blob.size(), limit));
    }
    try (InputStream in = openBlob(repository, blob, TransferProgress.NONE)) {
      return in.readAllBytes();
    }
  }

  /// Whether the registry itself, not a mirror, has the blob in the repository.
  public boolean hasBlob(ImageReference repository, Digest digest) throws IOException {
    String path = "/v2/" + repository.repository() + "/blobs/" + digest;
    HttpCall call = HttpCall.head(path, Map.of(), Scope.pull(repository.repository()));
    Endpoint endpoint = endpoint(repository.registry());
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() != 200 && response.statusCode() != 404) {
      throw endpoint.answered(call, response);
    }
    response.body().close();
    return response.statusCode() == 200;
  }

  /// Puts a blob into the repository of `target`, unless it is there.
  ///
  /// @param mountFrom an image that has the blob; used if it is in the same registry
  public void pushBlob(
      ImageReference target,
      Descriptor blob,
      BlobSource source,
      @Nullable ImageReference mountFrom,
      TransferProgress progress)
      throws IOException {
    ForeignContent.refuse(target, blob);
    new BlobUpload(endpoint(target.registry()), target, blob, progress).push(source, mountFrom);
  }

  /// Puts a manifest under the tag of `target`, or under its digest when it has no tag.
  public Descriptor pushManifest(ImageReference target, RawManifest manifest) throws IOException {
    Descriptor descriptor = manifest.descriptor();
    String name = target.tag() != null ? target.tag() : descriptor.digest().toString();
    var body =
        new HttpCall.Body(() -> new ByteArrayInputStream(manifest.bytes()), descriptor.size());
    var call =
        new HttpCall(
            "PUT",
            "/v2/" + target.repository() + "/manifests/" + name,
            Map.of("Content-Type", manifest.mediaType()),
            body,
            List.of(Scope.push(target.repository())),
            true);
    Endpoint endpoint = endpoint(target.registry());
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() / 100 != 2) {
      throw endpoint.answered(call, response);
    }
    response.body().close();
    String stored = response.headers().firstValue("Docker-Content-Digest").orElse(null);
    if (stored != null && !stored.equals(descriptor.digest().toString())) {
      throw Failures.of(
          Kind.DIGEST_MISMATCH,
          endpoint.host(),
          response.uri(),
          "%s stored the manifest %s as %s"
              .formatted(endpoint.host(), descriptor.digest(), Failures.clean(stored)),
          null);
    }
    return descriptor;
  }

  @FunctionalInterface
  private interface Pull<T> {
    T from(Endpoint endpoint) throws IOException;
  }

  private <T> T pull(ImageReference reference, Pull<T> pull) throws IOException {
    var failures = new ArrayList<RegistryException>();
    for (String mirror : config.host(reference.registry()).mirrors()) {
      try {
        return pull.from(endpoint(mirror));
      } catch (RegistryException e) {
        if (!mayBeElsewhere(e.kind())) {
          throw e;
        }
        failures.add(e);
      }
    }
    try {
      return pull.from(endpoint(reference.registry()));
    } catch (RegistryException e) {
      throw failures.isEmpty() ? e : inspiteOf(failures, e);
    }
  }

  private static boolean mayBeElsewhere(Kind kind) {
    return switch (kind) {
      case NOT_FOUND, UNREACHABLE, RATE_LIMITED -> true;
      case UNAUTHORIZED, DENIED, PROTOCOL, DIGEST_MISMATCH, CERTIFICATE -> false;
    };
  }

  private static RegistryException inspiteOf(List<RegistryException> mirrors, RegistryException e) {
    var message = new StringBuilder(String.valueOf(e.getMessage()));
    for (RegistryException mirror : mirrors) {
      message.append("; its mirror: ").append(mirror.getMessage());
    }
    return new RegistryException(
        e.kind(), e.host(), e.uri(), e.status(), e.errors(), message.toString(), e);
  }

  private Endpoint endpoint(String host) {
    return endpoints.computeIfAbsent(
        host,
        name ->
            new Endpoint(
                name,
                config,
                sender,
                new Authenticator(name, credentials, new TokenService(config, sender)),
                retries));
  }

  /// Ends all connections, also those of calls under way.
  @Override
  public void close() {
    sender.close();
  }
}
