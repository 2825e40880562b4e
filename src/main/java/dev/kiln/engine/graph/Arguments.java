package dev.kiln.engine.graph;

import dev.kiln.engine.oci.Platform;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The values of build arguments: those the user gave, the platform's, and those declared before
/// the first FROM (Dockerfile reference, "Understand how ARG and FROM interact").
final class Arguments {
  private static final List<String> PROXIES =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");
  private static final Set<String> UNDERSTOOD = Set.of("SOURCE_DATE_EPOCH");

  private final Map<String, String> given;
  private final Map<String, String> global = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  Arguments(PlanOptions options) {
    given = options.buildArgs();
    putPlatform("TARGET", options.platform());
    putPlatform("BUILD", options.buildPlatform());
    global.put("TARGETSTAGE", options.target() == null ? "default" : options.target());
  }

  private void putPlatform(String prefix, Platform platform) {
    global.put(prefix + "PLATFORM", platform.toString());
    global.put(prefix + "OS", platform.os());
    global.put(prefix + "ARCH", platform.architecture());
    global.put(prefix + "VARIANT", platform.variant() == null ? "" : platform.variant());
  }

  /// What the user gave for `name`.
  @Nullable String given(String name) {
    used.add(name);
    return given.get(name);
  }

  /// The value before the first FROM.
  @Nullable String global(String name) {
    return global.get(name);
  }

  void setGlobal(String name, String value) {
    global.put(name, value);
  }

  /// Proxy variables that were given, in either case, and that `declared` does not name.
  Map<String, String> proxies(Collection<String> declared) {
    var found = new HashMap<String, String>();
    for (String upper : PROXIES) {
      for (String name : List.of(upper, upper.toLowerCase(java.util.Locale.ROOT))) {
        var value = given.get(name);
        if (value != null && !declared.contains(name)) {
          found.put(name, value);
        }
      }
    }
    return found;
  }

  /// The names that the user gave and nothing asked for.
  Set<String> unused() {
    var left = new TreeSet<>(given.keySet());
    left.removeAll(used);
    left.removeAll(UNDERSTOOD);
    left.removeIf(name -> PROXIES.contains(name.toUpperCase(java.util.Locale.ROOT)));
    return left;
  }
}
