package dev.kiln.engine.registry.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The port that clients connect to, before the HTTP server of the platform.
///
/// Container tools greet every registry with TLS first and go on in plain HTTP when they are told
/// off. The platform's server waits for the end of such a greeting's "request line" instead, until
/// the client's patience ends, for each command anew. So connections are looked at here: TLS is
/// answered as Go's servers do, all others are passed on.
public final class PlainPort implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int BUFFER = 128 << 10;
  private static final byte[] REFUSAL =
      "HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\nThis registry speaks plain HTTP.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket port;
  private final InetSocketAddress server;

  /// Starts to pass connections at `address` on to the HTTP server at `server`.
  public PlainPort(InetSocketAddress address, InetSocketAddress server) throws IOException {
    this.server = server;
    this.port = new ServerSocket();
    try {
      port.bind(address);
    } catch (IOException e) {
      port.close();
      throw new IOException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
    Thread.ofPlatform().daemon().name("registry-port").start(this::accept);
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) port.getLocalSocketAddress();
  }

  private void accept() {
    while (!port.isClosed()) {
      try {
        Socket client = port.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that left at once.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      var in = new PushbackInputStream(client.getInputStream());
      int first = in.read();
      if (first == TLS_HANDSHAKE) {
        client.getOutputStream().write(REFUSAL);
        return;
      }
      if (first >= 0) {
        in.unread(first);
        pass(client, in);
      }
    } catch (IOException e) {
      // One of the two is gone, and so is the connection.
    }
  }

  private void pass(Socket client, InputStream in) throws IOException {
    try (var backend = new Socket(server.getAddress(), server.getPort())) {
      backend.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> sendRequests(in, backend));
      copy(backend.getInputStream(), client.getOutputStream());
    }
  }

  private static void sendRequests(InputStream in, Socket backend) {
    try {
      copy(in, backend.getOutputStream());
      backend.shutdownOutput();
    } catch (IOException e) {
      try {
        backend.close();
      } catch (IOException ignored) {
        // It is closed.
      }
    }
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    var buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
