package dev.kiln.cli;

import dev.kiln.cli.Flags.Parsed;
import dev.kiln.engine.registry.RegistryServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// `kiln registry`: an OCI distribution server over a directory, for laptops and tests.
final class RegistryCommand implements Command {
  private static final String EXAMPLES =
      """
      It speaks plain HTTP and asks for no login: keep it on loopback, or on a network that you
      trust.

      Examples:
        kiln registry
        kiln build -t localhost:5000/web-ping --push .
      """;

  @Override
  public Flags flags() {
    return new Flags(
            "registry",
            "kiln registry [FLAGS]",
            "Serves images from a directory, until it is interrupted.")
        .section("Flags")
        .value("--port", "PORT", "where to listen; 0 picks a free port (default 5000)")
        .value("--host", "ADDRESS", "which address to listen at (default 127.0.0.1)")
        .value("--dir", "DIR", "where images are kept (default ~/.local/share/kiln/registry)")
        .footer(EXAMPLES);
  }

  @Override
  public ExitStatus run(Parsed flags, Surroundings surroundings) throws UsageException {
    if (!flags.arguments().isEmpty()) {
      throw new UsageException(
          "no arguments are taken, found " + String.join(" ", flags.arguments()));
    }
    InetSocketAddress address = address(flags);
    Path directory =
        flags
            .value("--dir")
            .map(surroundings::path)
            .orElseGet(() -> surroundings.storeDirectory().resolve("registry"));
    try (RegistryServer server = RegistryServer.start(address, directory)) {
      surroundings.out().println(server.host());
      surroundings.err().println("Serving " + directory + "; Ctrl-C ends it.");
      if (!address.getAddress().isLoopbackAddress()) {
        surroundings
            .err()
            .println("note: who reaches this address can read, replace and delete all images");
      }
      new CountDownLatch(1).await();
      return ExitStatus.BUILT;
    } catch (InterruptedException e) {
      return ExitStatus.INTERRUPTED;
    } catch (IOException e) {
      surroundings
          .err()
          .println(
              "ERROR: cannot serve %s at %s port %d: %s"
                  .formatted(
                      directory, address.getHostString(), address.getPort(), e.getMessage()));
      return ExitStatus.ENVIRONMENT_FAILED;
    }
  }

  private static InetSocketAddress address(Parsed flags) throws UsageException {
    String host = flags.value("--host").orElse("127.0.0.1");
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port(flags));
    } catch (UnknownHostException e) {
      throw new UsageException("--host %s: no such address".formatted(host));
    }
  }

  private static int port(Parsed flags) throws UsageException {
    String text = flags.value("--port").orElse("5000");
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException("--port %s: expected a number from 0 to 65535".formatted(text));
  }
}
