package dev.kiln.engine.registry;

import java.util.regex.Pattern;

/// Which host names stand for this machine without asking anyone.
final class Loopback {
  private static final Pattern IPV4 = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

  private Loopback() {}

  /// Whether `host`, without a port, is `localhost`, in 127.0.0.0/8, or ::1.
  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("::1")
        || IPV4.matcher(host).matches();
  }
}
