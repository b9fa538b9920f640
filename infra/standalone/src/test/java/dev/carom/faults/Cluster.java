package dev.carom.faults;

import dev.carom.admin.AdminMain;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestDatabase;
import dev.carom.embedded.EmbeddedPostgres;
import dev.carom.embedded.EmbeddedRedis;
import dev.carom.embedded.PostgresOptions;
import dev.carom.embedded.RedisOptions;
import dev.carom.redirect.RedirectMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * An installation: redirect servers, admin APIs, a PostgreSQL and a Redis, and between each server
 * and each store a way that can be broken. Closing it ends all of them.
 */
final class Cluster implements AutoCloseable {

  static final String KEY = "a-key-of-at-least-24-characters";

  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Path SOFTWARE =
      Path.of(System.getProperty("carom.test.software", "target/software"));

  /** What is committed outlives the server's end, though not the machine's. */
  private static final Map<String, String> POSTGRES_SETTINGS =
      Map.of(
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "shared_buffers", "32MB",
          "min_wal_size", "32MB",
          "max_wal_size", "128MB");

  /**
   * A server and its ways to the stores.
   *
   * @param postgres the way to PostgreSQL
   * @param redis the way to Redis
   */
  record Server(CaromProcess process, TcpProxy postgres, TcpProxy redis) {

    String name() {
      return process.name();
    }
  }

  /**
   * What the servers run.
   *
   * @param classPath what has their classes
   * @param redirect the main class of redirect servers
   * @param admin that of admin APIs
   * @param options of every JVM
   * @param redirectKeys of the configuration of redirect servers, besides those of all
   * @param adminKeys of that of admin APIs
   */
  record Programs(
      String classPath,
      String redirect,
      String admin,
      List<String> options,
      Map<String, String> redirectKeys,
      Map<String, String> adminKeys) {

    /** What is delivered. */
    static final Programs OURS =
        new Programs(RedirectMain.class.getName(), AdminMain.class.getName(), List.of());

    /** Programs whose redirect servers keep P2 even when they are cut off. */
    Programs(String redirect, String admin, List<String> options) {
      this(
          CaromProcess.classPath(),
          redirect,
          admin,
          options,
          Map.of("redirect.on-partition", "refuse"),
          Map.of());
    }

    /** The same of another release. */
    Programs withClassPath(String other) {
      return new Programs(other, redirect, admin, options, redirectKeys, adminKeys);
    }

    /** The same with other keys of redirect servers. */
    Programs with(Map<String, String> keys) {
      return new Programs(classPath, redirect, admin, options, keys, adminKeys);
    }

    /** The same with other keys of admin APIs. */
    Programs withAdmin(Map<String, String> keys) {
      return new Programs(classPath, redirect, admin, options, redirectKeys, keys);
    }
  }

  /**
   * Which servers there are.
   *
   * @param redirectPorts where each redirect server listens; 0 is any port, another each time
   * @param admins how many admin APIs there are
   */
  record Size(List<Integer> redirectPorts, int admins) {

    Size {
      redirectPorts = List.copyOf(redirectPorts);
    }

    Size(int redirects, int admins) {
      this(Collections.nCopies(redirects, 0), admins);
    }
  }

  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final EmbeddedRedis redis;
  private final TestDatabase database;
  private final List<Server> redirects;
  private final List<Server> admins;
  private final ResourceStack resources;

  private Cluster(
      Path folder,
      EmbeddedPostgres postgres,
      EmbeddedRedis redis,
      TestDatabase database,
      List<Server> redirects,
      List<Server> admins,
      ResourceStack resources) {
    this.folder = folder;
    this.postgres = postgres;
    this.redis = redis;
    this.database = database;
    this.redirects = redirects;
    this.admins = admins;
    this.resources = resources;
  }

  /**
   * Opens an installation of three redirect servers and two admin APIs in an empty folder; when
   * this returns, all of it is ready.
   */
  static Cluster open(Path folder, Programs programs) throws IOException, InterruptedException {
    return open(folder, programs, new Size(3, 2));
  }

  /** Opens an installation of certain servers. */
  static Cluster open(Path folder, Programs programs, Size size)
      throws IOException, InterruptedException {
    try (ResourceStack opening = new ResourceStack()) {
      EmbeddedPostgres postgres =
          opening.add(
              EmbeddedPostgres.start(
                  folder,
                  PostgresOptions.forTests(SOFTWARE)
                      .withDurable(false)
                      .withSettings(POSTGRES_SETTINGS),
                  _ -> {}));
      EmbeddedRedis redis =
          opening.add(EmbeddedRedis.start(folder, RedisOptions.forTests(SOFTWARE), _ -> {}));
      TestDatabase database = TestDatabase.on(postgres);
      if (programs.classPath.equals(CaromProcess.classPath())) {
        database.migrated();
      } else {
        Migration.run(programs.classPath, database);
      }
      Plan plan = new Plan(folder, postgres, redis, database, programs, opening);
      List<Server> redirects = new ArrayList<>();
      Map<String, String> redirectKeys = new HashMap<>(programs.redirectKeys);
      for (int i = 1; i <= size.redirectPorts.size(); i++) {
        redirectKeys.put("redirect.port", size.redirectPorts.get(i - 1).toString());
        redirects.add(plan.server("redirect-" + i, programs.redirect, redirectKeys));
      }
      List<Server> admins = new ArrayList<>();
      Map<String, String> adminKeys = new HashMap<>(programs.adminKeys);
      adminKeys.put("admin.port", "0");
      adminKeys.put("admin.bootstrap-key", KEY);
      adminKeys.put("link.base-url", "https://go.example");
      for (int i = 1; i <= size.admins; i++) {
        admins.add(plan.server("admin-" + i, programs.admin, adminKeys));
      }
      Cluster cluster =
          new Cluster(
              folder,
              postgres,
              redis,
              database,
              List.copyOf(redirects),
              List.copyOf(admins),
              opening.release());
      cluster.start();
      return cluster;
    }
  }

  /** Where servers are put, and what they have in common. */
  private record Plan(
      Path folder,
      EmbeddedPostgres postgres,
      EmbeddedRedis redis,
      TestDatabase database,
      Programs programs,
      ResourceStack resources) {

    private Server server(String name, String mainClass, Map<String, String> own)
        throws IOException {
      TcpProxy toPostgres = resources.add(TcpProxy.to(postgres.port()));
      TcpProxy toRedis = resources.add(TcpProxy.to(redis.port()));
      Map<String, String> keys = new HashMap<>(database.settings());
      keys.put(
          "postgres.url",
          database.url().replace(":" + postgres.port() + "/", ":" + toPostgres.port() + "/"));
      keys.put("postgres.max-connections", "8");
      keys.put(
          "redis.url", redis.url().replace(":" + redis.port() + "/", ":" + toRedis.port() + "/"));
      keys.put("ops.port", "0");
      keys.putAll(own);
      List<String> flags =
          keys.entrySet().stream()
              .map(key -> "--%s=%s".formatted(key.getKey(), key.getValue()))
              .toList();
      CaromProcess process =
          resources.add(
              new CaromProcess(
                  name,
                  programs.classPath,
                  mainClass,
                  programs.options,
                  flags,
                  folder.resolve("log")));
      return new Server(process, toPostgres, toRedis);
    }
  }

  /** Starts all servers at once; if one cannot start, none is left running. */
  private void start() throws InterruptedException {
    boolean started = false;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> starts = servers().map(server -> starting(server.process)).toList();
      for (Future<String> start : threads.invokeAll(starts)) {
        start.get();
      }
      awaitReady();
      started = true;
    } catch (ExecutionException e) {
      throw new AssertionError("a server did not start", e);
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private static Callable<String> starting(CaromProcess process) {
    return () -> {
      process.start();
      return process.name();
    };
  }

  /** Waits until every server says that it is ready. */
  void awaitReady() {
    Awaitility.await()
        .atMost(READY_LIMIT)
        .until(() -> servers().allMatch(server -> server.process.isReady()));
  }

  /** Redirect servers and admin APIs. */
  Stream<Server> servers() {
    return Stream.concat(redirects.stream(), admins.stream());
  }

  List<Server> redirects() {
    return redirects;
  }

  List<Server> admins() {
    return admins;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  EmbeddedRedis redis() {
    return redis;
  }

  TestDatabase database() {
    return database;
  }

  /** Where PostgreSQL, Redis and the logs have their folders. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    resources.close();
  }
}
