package dev.carom.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.embedded.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis holds, which can be forgotten or go back in time.
 *
 * @param data its folder, in which it finds its snapshot when it starts
 */
record RedisData(EmbeddedRedis server, Path data) {

  /** Deletes everything. */
  void flush() throws IOException {
    require("+OK", command("FLUSHALL"));
  }

  /** Whether it holds nothing. */
  boolean isEmpty() throws IOException {
    return command("DBSIZE").equals(":0");
  }

  /** Keeps what is there for a later {@link #goBack}. */
  void snapshot() throws IOException {
    require("+OK", command("SAVE"));
  }

  /** Kills the server; it will be empty when it is started again. */
  void die() throws IOException {
    server.kill();
    Files.deleteIfExists(data.resolve("dump.rdb"));
  }

  /** Kills the server and starts it with what it held at the last snapshot, if there is one. */
  void goBack() {
    server.kill();
    server.start();
  }

  private String command(String command) throws IOException {
    try (Socket socket = new Socket(server.host(), server.port())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write("AUTH %s\r\n%s\r\n".formatted(server.password(), command).getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      require("+OK", in.readLine());
      return String.valueOf(in.readLine());
    }
  }

  private static void require(String wanted, @Nullable String got) throws IOException {
    if (!wanted.equals(got)) {
      throw new IOException("Redis said " + got);
    }
  }
}
