package dev.carom.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** TCP ports on 127.0.0.1. */
final class Ports {
  static final String HOST = "127.0.0.1";

  private Ports() {}

  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(HOST), port);
  }

  /** The port itself, or {@link EmbeddedServerException} that names it when it is taken. */
  static int require(int port, String title) {
    if (!isFree(port)) {
      throw new EmbeddedServerException(
          "port " + port + " on " + HOST + ", wanted for " + title + ", is taken");
    }
    return port;
  }

  /** The port noted in {@code remembered} if that is free, else any free one. */
  static int choose(Path remembered) throws IOException {
    int port = read(remembered);
    return port != 0 && isFree(port) ? port : anyFree();
  }

  /** Whether a server could listen there now; somebody may still be faster. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address(port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static int read(Path remembered) throws IOException {
    if (!Files.exists(remembered)) {
      return 0;
    }
    try {
      int port = Integer.parseInt(Files.readString(remembered).strip());
      return port > 0 && port <= 65535 ? port : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
