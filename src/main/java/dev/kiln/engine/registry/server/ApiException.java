package dev.kiln.engine.registry.server;

/// A request that the API refuses (OCI distribution spec, "Error Codes").
final class ApiException extends Exception {
  private final Code code;

  enum Code {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(400),
    BLOB_UPLOAD_UNKNOWN(404),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    RANGE_INVALID(416),
    SIZE_INVALID(413),
    TOOMANYREQUESTS(429),
    /// The server's own trouble, such as a full disk.
    UNKNOWN(500),
    UNSUPPORTED(405);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  ApiException(Code code, String message) {
    super(message);
    this.code = code;
  }

  Code code() {
    return code;
  }
}
