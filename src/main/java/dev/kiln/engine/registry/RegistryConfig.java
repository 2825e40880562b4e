package dev.kiln.engine.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How registries are reached, by host (`docker.io`, `registry.example.com:5000`).
public record RegistryConfig(Map<String, Host> hosts) {
  public static final RegistryConfig EMPTY = new RegistryConfig(Map.of());

  public RegistryConfig {
    hosts = Map.copyOf(hosts);
  }

  /// One registry host.
  ///
  /// @param mirrors hosts that are asked before it, in this order, for pulls only
  /// @param insecure whether it speaks plain HTTP, or HTTPS with a certificate nobody vouches for
  /// @param ca certificates in PEM form that are trusted for it, besides the usual ones
  public record Host(List<String> mirrors, boolean insecure, @Nullable String ca) {
    public static final Host DEFAULT = new Host(List.of(), false, null);

    public Host {
      mirrors = List.copyOf(mirrors);
    }

    TrustSettings trust() {
      return new TrustSettings(insecure, ca);
    }
  }

  /// The settings of `host`; defaults where it is not named.
  public Host host(String host) {
    return hosts.getOrDefault(host, Host.DEFAULT);
  }

  /// These settings, with `mirror` asked for what `host` has, after the mirrors it has already.
  public RegistryConfig withMirror(String host, String mirror) {
    return with(
        host,
        settings -> {
          var mirrors = new ArrayList<>(settings.mirrors());
          mirrors.add(mirror);
          return new Host(mirrors, settings.insecure(), settings.ca());
        });
  }

  /// These settings, with plain HTTP and any certificate allowed for `host`.
  public RegistryConfig withInsecure(String host) {
    return with(host, settings -> new Host(settings.mirrors(), true, settings.ca()));
  }

  /// These settings, with the certificates `pem` trusted for `host`.
  public RegistryConfig withCa(String host, String pem) {
    return with(host, settings -> new Host(settings.mirrors(), settings.insecure(), pem));
  }

  private RegistryConfig with(String host, UnaryOperator<Host> change) {
    var changed = new HashMap<>(hosts);
    changed.put(host, change.apply(host(host)));
    return new RegistryConfig(changed);
  }
}
