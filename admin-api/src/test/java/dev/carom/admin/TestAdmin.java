package dev.carom.admin;

import dev.carom.core.Stores;
import dev.carom.core.config.Configuration;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.ops.Readiness;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real server on a port of its own, before a real PostgreSQL and a real Redis. */
final class TestAdmin implements AutoCloseable {

  static final String KEY = "a-key-of-at-least-24-characters";
  static final String BASE_URL = "https://go.example";

  private final ResourceStack resources = new ResourceStack();
  private final TestDatabase database;
  private final Stores stores;
  private final AdminServer server;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private TestAdmin(TestDatabase database, Map<String, String> overrides) {
    this.database = database;
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("redis.url", TestStores.redisUrl());
    settings.put("link.base-url", BASE_URL);
    settings.put("admin.port", "0");
    settings.put("admin.bootstrap-key", KEY);
    settings.putAll(overrides);
    Configuration configuration = Configuration.of(settings, AdminMain.CONFIGURATION);
    this.stores = Stores.open("test", configuration, new SimpleMeterRegistry(), resources);
    Readiness readiness = new Readiness();
    this.server = AdminMain.open(configuration, registry, readiness, resources);
    readiness.opened();
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> readiness.objections().isEmpty());
  }

  static TestAdmin start() {
    return start(Map.of());
  }

  static TestAdmin start(Map<String, String> overrides) {
    return new TestAdmin(TestStores.freshDatabase().migrated(), overrides);
  }

  static TestAdmin start(TestDatabase database, Map<String, String> overrides) {
    return new TestAdmin(database, overrides);
  }

  AdminServer server() {
    return server;
  }

  int port() {
    return server.port();
  }

  Api api() {
    return new Api(server.port());
  }

  TestDatabase database() {
    return database;
  }

  /** The cache that the server tells of changes. */
  LinkCache cache() {
    return stores.cache();
  }

  SimpleMeterRegistry registry() {
    return registry;
  }

  long rows() {
    return database.number("SELECT count(*) FROM link");
  }

  @Override
  public void close() {
    resources.close();
  }
}
