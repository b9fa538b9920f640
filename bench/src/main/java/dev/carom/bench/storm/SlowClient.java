package dev.carom.bench.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A connection that takes a server's room and hardly uses it. Confined to its crowd's thread.
 *
 * @param manner what it does
 */
record SlowClient(SocketChannel channel, Manner manner) {

  /** What a slow client does. */
  enum Manner {
    /** It connects and says nothing. */
    SILENT,
    /** It asks once, takes the answer and says no more. */
    SATISFIED,
    /** It sends a request that never ends, byte by byte. */
    DRIBBLING;

    /** Half of all clients dribble, a quarter each does one of the others. */
    static Manner of(int client) {
      return client % 2 == 1 ? DRIBBLING : client % 4 == 0 ? SILENT : SATISFIED;
    }
  }

  /** Each address has ports of its own, of which one alone might have too few. */
  private static final int ADDRESSES = 8;

  /** Begins to connect, from an address that depends on the client's number. */
  static SlowClient open(int number, InetSocketAddress server, Selector selector)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + (2 + number % ADDRESSES)), 0));
      SlowClient client = new SlowClient(channel, Manner.of(number));
      channel.register(selector, SelectionKey.OP_CONNECT, client);
      boolean _ = channel.connect(server);
      return client;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends bytes, few enough for the socket's buffer. */
  void send(ByteBuffer bytes) throws IOException {
    int _ = channel.write(bytes.duplicate());
  }

  /** Takes what has come, and returns whether the connection goes on. */
  boolean take(ByteBuffer scratch) throws IOException {
    int read;
    do {
      read = channel.read(scratch.clear());
    } while (read > 0);
    return read == 0;
  }
}
