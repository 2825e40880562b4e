package dev.kiln.engine.registry;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A registry that could not do what it was asked; the message names the place, the cause and,
/// where there is one, the remedy. It never holds credentials.
public final class RegistryException extends IOException {
  private final Kind kind;
  private final String host;
  private final @Nullable String uri;
  private final int status;
  private final List<ErrorResponse> errors;

  /// What went wrong, for whoever has to decide what to do about it.
  public enum Kind {
    /// The repository, tag, manifest or blob does not exist.
    NOT_FOUND,
    /// No or wrong credentials.
    UNAUTHORIZED,
    /// The credentials are right and do not suffice.
    DENIED,
    /// No answer: name, network, or a server that is down.
    UNREACHABLE,
    /// An answer that the distribution specification does not allow, or that is not safe to follow.
    PROTOCOL,
    /// Too many requests.
    RATE_LIMITED,
    /// Content that is not what its digest or size says.
    DIGEST_MISMATCH,
    /// A certificate that nobody vouches for.
    CERTIFICATE
  }

  /// One error in a registry's own words (OCI distribution spec, "Error Codes"), bounded and free
  /// of control characters.
  public record ErrorResponse(String code, String message) {
    @Override
    public String toString() {
      return message.isEmpty() ? code : code + ": " + message;
    }
  }

  /// @param uri without credentials and query
  /// @param status the HTTP status; 0 when there was no answer
  public RegistryException(
      Kind kind,
      String host,
      @Nullable String uri,
      int status,
      List<ErrorResponse> errors,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.host = host;
    this.uri = uri;
    this.status = status;
    this.errors = List.copyOf(errors);
  }

  public RegistryException(Kind kind, String host, String message) {
    this(kind, host, null, 0, List.of(), message, null);
  }

  public Kind kind() {
    return kind;
  }

  /// The registry that was asked, as the image's name or the configuration names it.
  public String host() {
    return host;
  }

  public @Nullable String uri() {
    return uri;
  }

  public int status() {
    return status;
  }

  public List<ErrorResponse> errors() {
    return errors;
  }
}
