package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts one blob into a repository: not at all if it is there, by a mount if a neighbour has it, by
/// one streamed request otherwise (OCI distribution spec, "Pushing blobs").
final class BlobUpload {
  private final Endpoint endpoint;
  private final ImageReference target;
  private final Descriptor blob;
  private final TransferProgress progress;
  private final Scope scope;

  BlobUpload(Endpoint endpoint, ImageReference target, Descriptor blob, TransferProgress progress) {
    this.endpoint = endpoint;
    this.target = target;
    this.blob = blob;
    this.progress = progress;
    this.scope = Scope.push(target.repository());
  }

  void push(BlobSource source, @Nullable ImageReference mountFrom) throws IOException {
    for (int attempt = 1; !exists(); attempt++) {
      Optional<String> location = start(mountFrom);
      if (location.isEmpty()) {
        break;
      }
      try {
        upload(location.get(), source);
        break;
      } catch (RegistryException e) {
        if (!isPassing(e.kind()) || !endpoint.retries().allows(attempt)) {
          throw e;
        }
        endpoint.retries().pause(attempt, Duration.ZERO);
      }
    }
    progress.transferred(blob, blob.size());
  }

  /// An upload's session may be lost on the way, which is a 404.
  private static boolean isPassing(Kind kind) {
    return switch (kind) {
      case UNREACHABLE, RATE_LIMITED, NOT_FOUND -> true;
      case UNAUTHORIZED, DENIED, PROTOCOL, DIGEST_MISMATCH, CERTIFICATE -> false;
    };
  }

  private boolean exists() throws IOException {
    HttpCall call = HttpCall.head(path("blobs/" + blob.digest()), Map.of(), scope);
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() == 404) {
      response.body().close();
      return false;
    }
    if (response.statusCode() != 200) {
      throw endpoint.answered(call, response);
    }
    response.body().close();
    return true;
  }

  /// Where to upload to; empty if the registry mounted the blob instead.
  private Optional<String> start(@Nullable ImageReference mountFrom) throws IOException {
    var scopes = new ArrayList<>(List.of(scope));
    String query = "";
    if (mountFrom != null
        && mountFrom.registry().equals(target.registry())
        && !mountFrom.repository().equals(target.repository())) {
      query = "?mount=" + blob.digest() + "&from=" + mountFrom.repository();
      scopes.add(Scope.pull(mountFrom.repository()));
    }
    var call = new HttpCall("POST", path("blobs/uploads/") + query, Map.of(), null, scopes, true);
    HttpResponse<InputStream> response = endpoint.send(call);
    boolean mayNotRead = response.statusCode() == 401 || response.statusCode() == 403;
    if (!query.isEmpty() && mayNotRead) {
      response.body().close();
      return start(null);
    }
    return switch (response.statusCode()) {
      case 201 -> {
        response.body().close();
        yield Optional.empty();
      }
      case 202 -> {
        response.body().close();
        yield Optional.of(endpoint.location(response));
      }
      default -> throw endpoint.answered(call, response);
    };
  }

  private void upload(String location, BlobSource source) throws IOException {
    String separator = location.indexOf('?') < 0 ? "?" : "&";
    var call =
        new HttpCall(
            "PUT",
            location + separator + "digest=" + blob.digest(),
            Map.of("Content-Type", "application/octet-stream"),
            new HttpCall.Body(() -> open(source), blob.size()),
            List.of(scope),
            false);
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() / 100 != 2) {
      throw endpoint.answered(call, response);
    }
    response.body().close();
  }

  private InputStream open(BlobSource source) throws IOException {
    try {
      return new Reporting(source.open());
    } catch (IOException e) {
      throw new UnreadableSource(e);
    }
  }

  private String path(String rest) {
    return "/v2/" + target.repository() + "/" + rest;
  }

  /// Tells how far the upload is, as the HTTP client takes the bytes.
  private final class Reporting extends FilterInputStream {
    private long sent;

    Reporting(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(buffer, offset, length);
      } catch (IOException e) {
        throw new UnreadableSource(e);
      }
      if (count > 0) {
        sent += count;
        progress.transferred(blob, sent);
      }
      return count;
    }
  }
}
