package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server on 127.0.0.1 that runs as a child process and keeps its state in a folder. Its owner
 * closes it; it outlives a JVM that is killed, and the next start in the same folder stops the
 * leftover and goes on with its data.
 *
 * <p>Thread-safe. Starting and stopping block until done, are not shortened by interrupts, and
 * throw {@link EmbeddedServerException}.
 */
public abstract sealed class EmbeddedServer implements AutoCloseable
    permits EmbeddedPostgres, EmbeddedRedis {
  private static final int PORT_ATTEMPTS = 3;

  private final String title;
  final Home home;
  final Consumer<String> progress;
  private final FolderLock lock;
  private final Thread jvmExit = new Thread(this::close, "stop-embedded-server");
  private int port;
  private @Nullable ServerProcess process;
  private boolean closed;

  /**
   * @param port the one to listen on, or 0 for any free one, best that of the last start
   */
  EmbeddedServer(String title, Home home, FolderLock lock, int port, Consumer<String> progress) {
    this.title = title;
    this.home = home;
    this.lock = lock;
    this.port = port;
    this.progress = progress;
  }

  /** Makes a server that is not started yet, but has all its programs and secrets. */
  interface Maker<S extends EmbeddedServer> {
    S make(Home home, FolderLock lock) throws IOException;
  }

  /** Makes and starts the server of a folder; one that cannot start leaves the folder free. */
  static <S extends EmbeddedServer> S open(
      Path dir, String name, boolean stopAtJvmExit, Maker<S> maker) {
    try {
      Home home = Home.create(dir, name);
      FolderLock lock = FolderLock.take(home);
      S server = null;
      boolean started = false;
      try {
        server = maker.make(home, lock);
        if (stopAtJvmExit) {
          server.addJvmExit();
        }
        server.start();
        started = true;
        return server;
      } finally {
        if (!started) {
          try (lock) {
            if (server != null) {
              server.close();
            }
          }
        }
      }
    } catch (IOException e) {
      throw new EmbeddedServerException("cannot run " + name + " in " + dir + ": " + e, e);
    }
  }

  /** Makes the data folder ready for a start; no server works on it. */
  abstract void prepare() throws IOException;

  /** Starts the process and returns when it takes requests. */
  abstract ServerProcess launch(int port) throws IOException;

  /** What leftovers of this server look like. */
  abstract Signature signature();

  /** How the server is ended in good order. */
  abstract Shutdown orderly();

  /** How children are ended that have lost their server. */
  abstract Shutdown orphaned();

  /** The password of the server's only user. */
  public abstract String password();

  /** The address to connect to. */
  public final String host() {
    return Ports.HOST;
  }

  /** The TCP port, which stays the same over {@link #restart}. */
  public final synchronized int port() {
    return port;
  }

  /** The number of the server's main process; throws if it is not running. */
  public final synchronized long pid() {
    return running().pid().number();
  }

  /** Starts the server again on the same port and data; does nothing if it is running. */
  public final synchronized void start() {
    if (closed) {
      throw new IllegalStateException(title + " in " + home.dir() + " is closed");
    }
    if (process != null && process.isAlive()) {
      return;
    }
    try {
      stopLeftovers();
      prepare();
      progress.accept("starting " + title);
      if (port == 0) {
        startOnFreePort();
      } else {
        process = launch(Ports.require(port, title));
      }
      Files.writeString(home.port(), port + "\n");
    } catch (IOException e) {
      throw failed("start", e);
    }
  }

  private void startOnFreePort() throws IOException {
    for (int attempt = 1; process == null || !process.isAlive(); attempt++) {
      int candidate = Ports.choose(home.port());
      try {
        process = launch(candidate);
        port = candidate;
      } catch (EmbeddedServerException e) {
        // Only a port that somebody took between the choice and the start is worth another one.
        if (attempt == PORT_ATTEMPTS || Ports.isFree(candidate)) {
          throw e;
        }
      }
    }
  }

  private void stopLeftovers() {
    List<Pid> servers = signature().started();
    if (!servers.isEmpty()) {
      progress.accept("stopping " + title + " that an earlier run left behind");
      orderly().end(servers);
    }
    orphaned().end(signature().all());
  }

  /** Stops the server in good order, and keeps the right to start it again. */
  public final synchronized void stop() {
    end(orderly());
  }

  /** Stops the server in good order, then starts it. */
  public final synchronized void restart() {
    stop();
    start();
  }

  /** Ends the server and all its children with SIGKILL, as a crash would. */
  public final synchronized void kill() {
    end(Shutdown.KILL);
  }

  /** Stops the server and all its children with SIGSTOP: connections stay open, unanswered. */
  public final synchronized void pause() {
    running().signalAll(Signal.STOP);
  }

  /** Ends a {@link #pause}. */
  public final synchronized void resume() {
    running().signalAll(Signal.CONT);
  }

  /** Stops the server in good order and frees the folder for another owner. Idempotent. */
  @Override
  public final synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      stop();
    } catch (IOException e) {
      throw failed("close", e);
    } finally {
      removeJvmExit();
    }
  }

  private EmbeddedServerException failed(String what, IOException e) {
    return new EmbeddedServerException(
        "cannot " + what + " " + title + " in " + home.dir() + ": " + e, e);
  }

  private void end(Shutdown shutdown) {
    if (process == null) {
      return;
    }
    try {
      process.end(shutdown);
    } catch (IOException e) {
      throw failed("stop", e);
    }
    process = null;
  }

  private ServerProcess running() {
    if (process == null) {
      throw new IllegalStateException(title + " in " + home.dir() + " is not running");
    }
    return process;
  }

  final void addJvmExit() {
    Runtime.getRuntime().addShutdownHook(jvmExit);
  }

  private void removeJvmExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(jvmExit);
    } catch (IllegalStateException _) {
      // The JVM is exiting already, perhaps in this very hook.
    }
  }
}
