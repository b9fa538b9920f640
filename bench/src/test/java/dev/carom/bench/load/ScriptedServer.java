package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers each request as a script says, which may take its time over it. */
final class ScriptedServer implements AutoCloseable {

  static final String REDIRECT =
      "HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\nContent-Length: 0\r\n\r\n";

  /** What a request is answered with; connections ask at once. */
  interface Script {

    /**
     * Returns an answer, after which the connection is closed if it says so; nothing at all closes
     * it too.
     */
    String answer(String requestLine) throws InterruptedException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final Set<String> heads = ConcurrentHashMap.newKeySet();

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String target() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  int connectionCount() {
    return connections.size();
  }

  /** The different heads of requests that came, without their first lines. */
  Set<String> heads() {
    return heads;
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII))) {
      connection.setTcpNoDelay(true);
      String requestLine;
      while ((requestLine = in.readLine()) != null) {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          head.append(line).append('\n');
        }
        heads.add(head.toString());
        String answer = script.answer(requestLine);
        connection.getOutputStream().write(answer.getBytes(US_ASCII));
        if (answer.isEmpty() || answer.contains("Connection: close")) {
          return;
        }
      }
    } catch (IOException _) {
      // The driver has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
