package dev.carom.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A client of an edge that sends all that an edge or its log may trip over, each request on a
 * connection of its own, and gets answers byte by byte. Usable by any thread.
 *
 * @param port where the edge listens
 */
record EdgeClient(int port) {

  static final String HOST = "go.example";

  private static final String AGENT = "Mozilla/5.0 \"a\\b\t\u00e4\u00ff%20{}";
  private static final int PATIENCE_MILLIS = 10_000;

  /** Returns all of the answer. */
  String ask(String method, String target) throws IOException {
    return send(
        "127.0.0.1",
        "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nX-Carom-Method: DELETE\r\nX-Forwarded-For: 192.0.2.9\r\nCookie: a=b\r\nRange: bytes=0-\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .formatted(method, target, HOST, AGENT));
  }

  /**
   * Returns all of the answer to a request of one's own making.
   *
   * @param from one of this machine's addresses
   * @param fields those besides {@code Host}, each with its end of line
   */
  String ask(String from, String method, String target, String fields) throws IOException {
    return send(
        from,
        "%s %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
            .formatted(method, target, HOST, fields));
  }

  /** Asks as many times at once, and returns all answers. */
  List<String> askAtOnce(int times, String target) throws Exception {
    Callable<String> request = () -> ask("GET", target);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> answers = new ArrayList<>();
      for (Future<String> answer : clients.invokeAll(Collections.nCopies(times, request))) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /**
   * Sends a request to purge.
   *
   * @param from one of this machine's addresses
   * @param fields those that name the keys, each with its end of line
   */
  String purge(String from, String fields) throws IOException {
    return send(from, "PURGE / HTTP/1.1\r\nHost: a\r\n" + fields + "Connection: close\r\n\r\n");
  }

  private String send(String from, String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), ISO_8859_1);
      }
    }
  }
}
