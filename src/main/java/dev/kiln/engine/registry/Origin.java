package dev.kiln.engine.registry;

import java.net.URI;
import java.util.Locale;

/// Who gets what is sent to an address: scheme, host and port (RFC 6454).
record Origin(String scheme, String host, int port) {
  static Origin of(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int standard = scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, host, uri.getPort() < 0 ? standard : uri.getPort());
  }

  boolean isPlain() {
    return !scheme.equals("https");
  }

  /// Host and port as configurations name them.
  String authority() {
    boolean standard = port == (isPlain() ? 80 : 443);
    return standard ? host : host + ":" + port;
  }
}
