package dev.carom.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Free TCP ports of 127.0.0.1, each given out once. */
public final class Ports {

  public static final String HOST = "127.0.0.1";
  private static final int LAST = 65535;

  private int next;

  public Ports(int first) {
    this.next = first;
  }

  public int take() {
    while (next <= LAST) {
      int port = next++;
      if (isFree(port)) {
        return port;
      }
    }
    throw new MeasurementException("no port is free; see --first-port");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
