package dev.kiln.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kiln.engine.oci.Json;
import dev.kiln.engine.registry.RegistryException.ErrorResponse;
import dev.kiln.engine.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Turns what went wrong on the wire into errors that say where, why, and what to do.
final class Failures {
  private static final int MAX_ERROR_BODY = 64 << 10;
  private static final int MAX_ERRORS = 5;
  private static final int MAX_TEXT = 300;

  private Failures() {}

  /// An answer that is no success. Reads and closes its body.
  ///
  /// @param who answered, in words
  /// @param remedy what the user can do, when that is known better here than from the status
  static RegistryException answered(
      String host, String who, HttpResponse<InputStream> response, @Nullable String remedy) {
    int status = response.statusCode();
    List<ErrorResponse> errors = errors(response);
    var message = new StringBuilder(who).append(" answered ").append(status).append(" to ");
    message.append(response.request().method()).append(' ').append(bare(response.uri()));
    if (!errors.isEmpty()) {
      message.append(": ");
      message.append(String.join("; ", errors.stream().map(ErrorResponse::toString).toList()));
    }
    if (status == 400 && spokeToTls(errors)) {
      message.append("; name its certificate's CA: --registry-ca ").append(host).append("=FILE");
    }
    if (remedy != null) {
      message.append("; ").append(remedy);
    }
    return new RegistryException(
        kindOf(status), host, bare(response.uri()), status, errors, message.toString(), null);
  }

  private static boolean spokeToTls(List<ErrorResponse> errors) {
    return errors.stream().anyMatch(error -> error.toString().contains("to an HTTPS server"));
  }

  private static Kind kindOf(int status) {
    return switch (status) {
      case 401 -> Kind.UNAUTHORIZED;
      case 403 -> Kind.DENIED;
      case 404 -> Kind.NOT_FOUND;
      case 429 -> Kind.RATE_LIMITED;
      default -> status >= 500 ? Kind.UNREACHABLE : Kind.PROTOCOL;
    };
  }

  private static List<ErrorResponse> errors(HttpResponse<InputStream> response) {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MAX_ERROR_BODY);
    } catch (IOException e) {
      return List.of();
    }
    try {
      var errors = new ArrayList<ErrorResponse>();
      for (JsonNode error : Json.read(body, JsonNode.class).path("errors")) {
        if (errors.size() < MAX_ERRORS) {
          errors.add(
              new ErrorResponse(
                  clean(error.path("code").asText()), clean(error.path("message").asText())));
        }
      }
      return errors;
    } catch (IOException e) {
      String text = clean(new String(body, java.nio.charset.StandardCharsets.UTF_8));
      return text.isBlank() || text.startsWith("<")
          ? List.of()
          : List.of(new ErrorResponse(text, ""));
    }
  }

  /// A foreign server's words, fit for a terminal and a log.
  static String clean(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }

  /// A request that got no answer.
  static RegistryException failed(String host, URI uri, IOException cause) {
    if (cause instanceof RegistryException known) {
      return known;
    }
    String place = "cannot reach " + host + " at " + origin(uri) + ": ";
    Throwable certificate = causedBy(cause, CertificateException.class);
    if (certificate != null) {
      return of(Kind.CERTIFICATE, host, uri, host + untrusted(host, cause, certificate), cause);
    }
    if (cause instanceof SSLException) {
      String what =
          speaksNoTls(cause)
              ? "https was answered with plain HTTP; if that is meant: --insecure-registry " + host
              : "TLS failed: " + cause.getMessage();
      return of(Kind.UNREACHABLE, host, uri, place + what, cause);
    }
    return of(Kind.UNREACHABLE, host, uri, place + reason(cause), cause);
  }

  private static String untrusted(String host, IOException cause, Throwable certificate) {
    if (causedBy(cause, CertificateExpiredException.class) != null) {
      return " has a certificate that has expired";
    }
    if (causedBy(cause, CertPathBuilderException.class) != null
        || causedBy(cause, CertPathValidatorException.class) != null) {
      return " has a certificate that nobody known vouches for; name its CA: --registry-ca "
          + host
          + "=FILE";
    }
    return " has no valid certificate for this name: " + certificate.getMessage();
  }

  private static String reason(IOException cause) {
    if (causedBy(cause, UnresolvedAddressException.class) != null) {
      return "its name cannot be resolved";
    }
    return switch (cause) {
      case java.net.ConnectException e -> "the connection was refused";
      case HttpConnectTimeoutException e -> "no connection within the time limit";
      case HttpTimeoutException e -> "no answer within the time limit";
      default -> "the connection broke (" + cause.getMessage() + ")";
    };
  }

  /// Whether a TLS handshake failed because the other side speaks something else.
  static boolean speaksNoTls(IOException failure) {
    return failure instanceof SSLException
        && String.valueOf(failure.getMessage())
            .toLowerCase(Locale.ROOT)
            .contains("unrecognized ssl message");
  }

  private static @Nullable Throwable causedBy(Throwable failure, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 10; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return t;
      }
    }
    return null;
  }

  static RegistryException protocol(String host, URI uri, String message) {
    return of(Kind.PROTOCOL, host, uri, host + ": " + message, null);
  }

  static RegistryException of(
      Kind kind, String host, URI uri, String message, @Nullable Throwable cause) {
    return new RegistryException(kind, host, bare(uri), 0, List.of(), message, cause);
  }

  /// Without user, query and fragment: signed addresses carry secrets there.
  static String bare(URI uri) {
    return origin(uri) + (uri.getRawPath() == null ? "" : uri.getRawPath());
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
