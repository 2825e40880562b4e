package dev.kiln.engine.registry;

import java.util.List;
import java.util.Map;
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
  }

  /// The settings of `host`; defaults where it is not named.
  public Host host(String host) {
    return hosts.getOrDefault(host, Host.DEFAULT);
  }
}
