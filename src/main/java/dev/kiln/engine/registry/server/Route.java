package dev.kiln.engine.registry.server;

import dev.kiln.engine.oci.Digest;
import dev.kiln.engine.oci.ImageReference;
import dev.kiln.engine.oci.InvalidReferenceException;
import dev.kiln.engine.registry.server.ApiException.Code;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the path of a request asks for. Names, tags and digests in it are well-formed.
sealed interface Route {
  Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs|tags)/(.*)");
  Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([0-9a-f-]*)");

  /// Whether this is a registry at all.
  record Version() implements Route {}

  record Catalog() implements Route {}

  record Tags(String repository) implements Route {}

  record ManifestByTag(String repository, String tag) implements Route {}

  record ManifestByDigest(String repository, Digest digest) implements Route {}

  record Blob(String repository, Digest digest) implements Route {}

  record NewUpload(String repository) implements Route {}

  record Upload(String repository, String session) implements Route {}

  static Route parse(String path) throws ApiException {
    if (path.equals("/v2/") || path.equals("/v2")) {
      return new Version();
    }
    if (path.equals("/v2/_catalog")) {
      return new Catalog();
    }
    Matcher upload = UPLOAD.matcher(path);
    if (upload.matches()) {
      String repository = repository(upload.group(1));
      return upload.group(2).isEmpty()
          ? new NewUpload(repository)
          : new Upload(repository, upload.group(2));
    }
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw new ApiException(Code.NAME_UNKNOWN, "there is nothing at " + path);
    }
    String repository = repository(matcher.group(1));
    String last = matcher.group(3);
    return switch (matcher.group(2)) {
      case "blobs" -> new Blob(repository, digest(last));
      case "manifests" ->
          last.indexOf(':') >= 0
              ? new ManifestByDigest(repository, digest(last))
              : new ManifestByTag(repository, tag(repository, last));
      default -> {
        if (!last.equals("list")) {
          throw new ApiException(Code.NAME_UNKNOWN, "there is nothing at " + path);
        }
        yield new Tags(repository);
      }
    };
  }

  static String repository(String name) throws ApiException {
    try {
      return new ImageReference("localhost", name, null, null).repository();
    } catch (InvalidReferenceException e) {
      throw new ApiException(Code.NAME_INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static String tag(String repository, String tag) throws ApiException {
    try {
      return String.valueOf(new ImageReference("localhost", repository, tag, null).tag());
    } catch (InvalidReferenceException e) {
      throw new ApiException(Code.MANIFEST_INVALID, String.valueOf(e.getMessage()));
    }
  }

  static Digest digest(String text) throws ApiException {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(Code.DIGEST_INVALID, String.valueOf(e.getMessage()));
    }
  }
}
