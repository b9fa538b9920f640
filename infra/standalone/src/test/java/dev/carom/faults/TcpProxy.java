package dev.carom.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * A way from one process to another, which can be cut, delayed and held. What is held is passed on,
 * late, when it is let go, as TCP does after a partition. Each trouble is counted, so that two who
 * make the same one do not mend each other's. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 1000;

  private final ServerSocket listener;
  private final IntSupplier target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock, as what follows. */
  private int cuts;

  private int holds;
  private long delayMillis;
  private boolean answersHeld;
  private int answersWaiting;
  private boolean closed;

  private TcpProxy(ServerSocket listener, IntSupplier target) {
    this.listener = listener;
    this.target = target;
  }

  /** Opens a way to a port of this machine. */
  static TcpProxy to(int target) throws IOException {
    return to(() -> target);
  }

  /** Opens a way to whatever port something has; none is 0. */
  static TcpProxy to(IntSupplier target) throws IOException {
    ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    TcpProxy proxy = new TcpProxy(listener, target);
    Thread.ofVirtual().name("proxy").start(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Resets all connections, and new ones as they come. */
  void cut() {
    change(() -> cuts++);
    sockets.forEach(TcpProxy::reset);
  }

  void mend() {
    change(() -> cuts--);
  }

  /** Passes nothing, not even the end of a connection. */
  void hold() {
    change(() -> holds++);
  }

  void letGo() {
    change(() -> holds--);
  }

  /** Passes everything later, in either direction; zero passes it at once. */
  void delay(Duration by) {
    change(() -> delayMillis = by.toMillis());
  }

  /** Whether answers wait, until they may pass, while requests do not. */
  void holdAnswers(boolean held) {
    change(() -> answersHeld = held);
  }

  /** How many connections have an answer that waits. */
  int answersWaiting() {
    lock.lock();
    try {
      return answersWaiting;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // Closed, or the client was faster.
      }
    }
  }

  private void serve(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      awaitPassage();
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()),
          CONNECT_MILLIS);
      Thread back = Thread.ofVirtual().start(() -> pump(server, client, true));
      pump(client, server, false);
      back.join();
    } catch (IOException _) {
      // The store is away.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      reset(client);
      reset(server);
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] bytes = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length;
      while ((length = read(in, bytes)) >= 0) {
        if (answers) {
          awaitAnswersPass();
        }
        awaitPassage();
        out.write(bytes, 0, length);
      }
      awaitPassage();
    } catch (IOException _) {
      // One side is gone, or the way was cut.
    }
    reset(from);
    reset(to);
  }

  private static int read(InputStream in, byte[] bytes) {
    try {
      return in.read(bytes);
    } catch (IOException _) {
      return -1;
    }
  }

  /** Waits while nothing may pass. */
  private void awaitPassage() throws IOException {
    long delay;
    lock.lock();
    try {
      while (holds > 0 && cuts == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      if (cuts > 0 || closed) {
        throw new IOException("cut");
      }
      delay = delayMillis;
    } finally {
      lock.unlock();
    }
    if (delay > 0) {
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private void awaitAnswersPass() {
    lock.lock();
    try {
      answersWaiting++;
      while (answersHeld && cuts == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      answersWaiting--;
    } finally {
      lock.unlock();
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It was closed already.
    }
  }

  @Override
  public void close() throws IOException {
    change(() -> closed = true);
    listener.close();
    sockets.forEach(TcpProxy::reset);
  }
}
