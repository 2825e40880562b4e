package dev.kiln.engine.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The proxies that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name, in either case, as Go programs
/// read them: loopback hosts never use one, `NO_PROXY` holds hosts, domains (with or without a
/// leading dot), `host:port` or `*`.
final class EnvironmentProxies extends ProxySelector {
  private final @Nullable InetSocketAddress http;
  private final @Nullable InetSocketAddress https;
  private final List<String> exceptions;

  private EnvironmentProxies(
      @Nullable InetSocketAddress http,
      @Nullable InetSocketAddress https,
      List<String> exceptions) {
    this.http = http;
    this.https = https;
    this.exceptions = exceptions;
  }

  static EnvironmentProxies of(Map<String, String> environment) {
    return new EnvironmentProxies(
        address(variable(environment, "HTTP_PROXY")),
        address(variable(environment, "HTTPS_PROXY")),
        List.of(variable(environment, "NO_PROXY").toLowerCase(Locale.ROOT).split("[, ]+")));
  }

  private static String variable(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value != null ? value : environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  private static @Nullable InetSocketAddress address(String proxy) {
    if (proxy.isBlank()) {
      return null;
    }
    URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    if (uri.getHost() == null) {
      return null;
    }
    return InetSocketAddress.createUnresolved(
        uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
  }

  @Override
  public List<Proxy> select(URI uri) {
    InetSocketAddress proxy = "https".equals(uri.getScheme()) ? https : http;
    if (proxy == null || uri.getHost() == null || isException(uri)) {
      return List.of(Proxy.NO_PROXY);
    }
    var address = new InetSocketAddress(proxy.getHostString(), proxy.getPort());
    return List.of(new Proxy(Proxy.Type.HTTP, address));
  }

  private boolean isException(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (Loopback.isLoopback(host)) {
      return true;
    }
    for (String exception : exceptions) {
      String domain = exception.startsWith(".") ? exception : "." + exception;
      if (exception.equals("*")
          || exception.equals(host)
          || exception.equals(host + ":" + uri.getPort())
          || (domain.length() > 1 && host.endsWith(domain))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
