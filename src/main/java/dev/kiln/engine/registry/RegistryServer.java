package dev.kiln.engine.registry;

import com.sun.net.httpserver.HttpServer;
import dev.kiln.engine.registry.server.DistributionHandler;
import dev.kiln.engine.registry.server.PlainPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A small registry for laptops and tests: the distribution API over a directory, plain HTTP,
/// without a login. It is not meant for a network that others are on.
public final class RegistryServer implements AutoCloseable {
  private final PlainPort port;
  private final HttpServer server;
  private final ExecutorService threads;

  static {
    // Without it every answer on a kept connection waits for the peer's delayed acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private RegistryServer(PlainPort port, HttpServer server, ExecutorService threads) {
    this.port = port;
    this.server = server;
    this.threads = threads;
  }

  /// Starts a registry on a loopback port; 0 picks a free one.
  public static RegistryServer start(int port, Path directory) throws IOException {
    return start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), directory);
  }

  /// Starts a registry.
  ///
  /// @param directory where images are kept; made if it is missing
  public static RegistryServer start(InetSocketAddress address, Path directory) throws IOException {
    var handler = new DistributionHandler(directory);
    var inside = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    HttpServer server = HttpServer.create(inside, 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
    try {
      return new RegistryServer(new PlainPort(address, server.getAddress()), server, threads);
    } catch (IOException e) {
      server.stop(0);
      threads.shutdownNow();
      throw e;
    }
  }

  /// Where it listens: host and port, as image names begin with them.
  public String host() {
    InetSocketAddress address = port.address();
    String host = address.getAddress().isAnyLocalAddress() ? "localhost" : address.getHostString();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  public URI uri() {
    return URI.create("http://" + host() + "/");
  }

  /// Stops at once; requests under way break.
  @Override
  public void close() throws IOException {
    port.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
