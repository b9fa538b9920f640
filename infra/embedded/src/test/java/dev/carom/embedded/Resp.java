package dev.carom.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection to a Redis, for commands whose answers hold no line breaks. */
final class Resp implements AutoCloseable {
  private final Socket socket = new Socket();
  private final BufferedReader in;

  private Resp(EmbeddedRedis server) throws IOException {
    socket.connect(Ports.address(server.port()), 2000);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Connects and gives the server's password. */
  static Resp connect(EmbeddedRedis server) throws IOException {
    Resp resp = anonymous(server);
    String answer = resp.call("AUTH", server.password());
    if (!answer.equals("+OK")) {
      throw new IOException(answer);
    }
    return resp;
  }

  static Resp anonymous(EmbeddedRedis server) throws IOException {
    return new Resp(server);
  }

  /** The answer: a simple one with its mark, a string's text, or an array's strings with blanks. */
  String call(String... words) throws IOException {
    return call(5000, words);
  }

  String call(int timeoutMillis, String... words) throws IOException {
    socket.setSoTimeout(timeoutMillis);
    socket.getOutputStream().write(RedisPing.command(words).getBytes(StandardCharsets.UTF_8));
    return answer();
  }

  String answer() throws IOException {
    String line = in.readLine();
    if (line.startsWith("*")) {
      List<String> strings = new ArrayList<>();
      for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
        strings.add(answer());
      }
      return String.join(" ", strings);
    }
    return line.startsWith("$") && !line.equals("$-1") ? in.readLine() : line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
