package dev.kiln.engine.registry;

import dev.kiln.engine.oci.Descriptor;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A blob as it comes from a registry, checked against size and digest as it is read: whoever
/// reached the end has the right content. A broken connection is taken up where it broke.
final class BlobDownload extends InputStream {
  private static final int MAX_RESUMES = 10;

  private final Endpoint endpoint;
  private final HttpCall call;
  private final Descriptor blob;
  private final TransferProgress progress;
  private final SilenceGuard guard;
  private final MessageDigest hasher;
  private InputStream body;
  private URI uri;
  private long offset;
  private int resumes;
  private boolean verified;

  BlobDownload(
      Endpoint endpoint,
      HttpCall call,
      Descriptor blob,
      TransferProgress progress,
      Duration patience)
      throws IOException {
    this.endpoint = endpoint;
    this.call = call;
    this.blob = blob;
    this.progress = progress;
    this.hasher = blob.digest().newHasher();
    HttpResponse<InputStream> response = endpoint.send(call);
    if (response.statusCode() != 200) {
      throw endpoint.answered(call, response);
    }
    this.body = response.body();
    this.uri = response.uri();
    this.guard = new SilenceGuard(patience);
    long announced = response.headers().firstValueAsLong("Content-Length").orElse(blob.size());
    if (announced != blob.size()) {
      body.close();
      throw wrong("has " + announced + " bytes, not the " + blob.size() + " of its descriptor");
    }
  }

  @Override
  public int read() throws IOException {
    var single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int start, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      IOException failure = null;
      try {
        int count = guard.read(body, buffer, start, length);
        if (count >= 0) {
          return accept(buffer, start, count);
        }
        if (offset >= blob.size()) {
          return verifiedEnd();
        }
      } catch (RegistryException e) {
        throw e;
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted");
        }
        failure = e;
      }
      resume(failure);
    }
  }

  private int accept(byte[] buffer, int start, int count) throws IOException {
    if (offset + count > blob.size()) {
      throw wrong("goes on after the " + blob.size() + " bytes of its descriptor");
    }
    hasher.update(buffer, start, count);
    offset += count;
    progress.transferred(blob, offset);
    return count;
  }

  private int verifiedEnd() throws IOException {
    if (!verified) {
      String actual = HexFormat.of().formatHex(hasher.digest());
      if (!actual.equals(blob.digest().hex())) {
        throw wrong("has other content: it hashes to " + blob.digest().algorithm() + ":" + actual);
      }
      verified = true;
    }
    return -1;
  }

  private void resume(@Nullable IOException failure) throws IOException {
    body.close();
    if (resumes++ >= MAX_RESUMES) {
      throw Failures.of(
          Kind.UNREACHABLE,
          endpoint.host(),
          uri,
          "%s: the connection broke %d times; %d of %d bytes of %s came"
              .formatted(endpoint.host(), resumes, offset, blob.size(), blob.digest()),
          failure);
    }
    endpoint.retries().pause(Math.min(resumes, 4), Duration.ZERO);
    Map<String, String> range = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
    HttpResponse<InputStream> response =
        endpoint.send(HttpCall.get(call.target(), range, call.scopes().getFirst()));
    boolean whole = response.statusCode() == 200;
    boolean part =
        response.statusCode() == 206
            && response
                .headers()
                .firstValue("Content-Range")
                .filter(value -> value.startsWith("bytes " + offset + "-"))
                .isPresent();
    if (!whole && !part) {
      throw endpoint.answered(call, response);
    }
    body = response.body();
    uri = response.uri();
    if (whole) {
      skipRead();
    }
  }

  /// The server ignored the range: what is there already comes again. If this breaks too, the next
  /// read notices a short body and resumes.
  private void skipRead() throws IOException {
    var skipped = new byte[8192];
    for (long left = offset; left > 0; ) {
      int count = guard.read(body, skipped, 0, (int) Math.min(left, skipped.length));
      if (count < 0) {
        throw wrong("ends after fewer bytes than came before");
      }
      left -= count;
    }
  }

  private RegistryException wrong(String how) {
    return Failures.of(
        Kind.DIGEST_MISMATCH,
        endpoint.host(),
        uri,
        endpoint.host() + ": blob " + blob.digest() + " " + how,
        null);
  }

  @Override
  public void close() throws IOException {
    guard.close();
    body.close();
  }
}
