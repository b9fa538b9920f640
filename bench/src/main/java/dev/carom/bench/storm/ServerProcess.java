package dev.carom.bench.storm;

import dev.carom.admin.AdminMain;
import dev.carom.bench.peers.Child;
import dev.carom.bench.peers.JavaCommand;
import dev.carom.bench.peers.Ports;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A redirect server or an admin API in a JVM of its own, which can be stopped and started again.
 *
 * @param child the process
 * @param opsPort where it tells about itself
 * @param log what it has written
 */
public record ServerProcess(Child child, int opsPort, Path log) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Starts a redirect server, which is ready when this returns.
   *
   * @param name of the process and its log
   * @param jvmOptions beside those of this JVM
   * @param keys of the configuration, as {@code key=value}
   */
  public static ServerProcess redirect(
      Stage stage, String name, int port, int opsPort, List<String> jvmOptions, List<String> keys)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(keys);
    all.add("redirect.port=" + port);
    return start(stage, RedirectMain.class, name, opsPort, jvmOptions, all);
  }

  /** Starts an admin API in the same way. */
  static ServerProcess admin(Stage stage, String name, int port, int opsPort, List<String> keys)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(keys);
    all.add("admin.port=" + port);
    return start(stage, AdminMain.class, name, opsPort, List.of(), all);
  }

  private static ServerProcess start(
      Stage stage,
      Class<?> main,
      String name,
      int opsPort,
      List<String> jvmOptions,
      List<String> keys)
      throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>();
    flags.add("--config=" + stage.store().configuration());
    flags.add("--ops.port=" + opsPort);
    keys.forEach(key -> flags.add("--" + key));
    List<String> options = new ArrayList<>(stage.java().options());
    options.addAll(jvmOptions);
    JavaCommand java =
        new JavaCommand(stage.java().executable(), options, stage.java().classPath());
    List<String> command = stage.cores().forServer(java.run(main.getName(), flags));
    ServerProcess server = new ServerProcess(stage.start(name, command), opsPort, stage.log(name));
    server.awaitReady();
    return server;
  }

  long pid() {
    return child.pids().getFirst();
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isReady()) {
      if (!child.isAlive()) {
        throw child.failed("ended instead of getting ready");
      } else if (System.nanoTime() - deadline > 0) {
        throw child.failed("does not get ready");
      }
      Thread.sleep(50);
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return ask("/readyz").statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** What its meters say, in Prometheus' format. */
  public String metrics() throws IOException, InterruptedException {
    return ask("/metrics").body();
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://%s:%d%s".formatted(Ports.HOST, opsPort, path));
    return CLIENT.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
  }

  /** Tells it to stop, and waits until it has. */
  void stop() throws InterruptedException {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroy);
    int _ = child.awaitEnd(LIMIT);
  }
}
