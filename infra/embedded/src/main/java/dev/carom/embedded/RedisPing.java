package dev.carom.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The question whether a Redis that knows our password takes commands. */
final class RedisPing {
  private static final int TIMEOUT_MILLIS = 500;

  private RedisPing() {}

  /** Blocks for at most about a second. */
  static boolean isAnswered(int port, String password) {
    try (Socket socket = new Socket()) {
      socket.connect(Ports.address(port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = command("AUTH", password) + command("PING");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      BufferedReader answers = new BufferedReader(in);
      return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
    } catch (IOException _) {
      return false;
    }
  }

  /** One command in the Redis protocol: an array of strings, each with its length in bytes. */
  static String command(String... words) {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    return command.toString();
  }
}
