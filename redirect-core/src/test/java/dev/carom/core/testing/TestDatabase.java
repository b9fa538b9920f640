package dev.carom.core.testing;

import dev.carom.core.MigrateMain;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A database that one test has for itself.
 *
 * @param url its JDBC URL
 * @param user who may do everything in it
 * @param secret the {@code code.secret} that it is, or will be, bound to
 */
public record TestDatabase(String url, String user, String password, String secret) {

  static TestDatabase create(String adminUrl, String user, String password) {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    execute(adminUrl, user, password, "CREATE DATABASE " + name);
    String url = adminUrl.substring(0, adminUrl.lastIndexOf('/') + 1) + name;
    return new TestDatabase(url, user, password, "secret of " + name);
  }

  /** Makes a database on this server. */
  public static TestDatabase on(EmbeddedPostgres server) {
    return create(server.jdbcUrl("postgres"), server.superuser(), server.password());
  }

  /** Brings its schema up to date, and returns it. */
  public TestDatabase migrated() {
    MigrateMain.migrate(
        Configuration.of(settings(), List.of(PostgresConfig.class, CodeConfig.class)));
    return this;
  }

  /** The keys with which a process uses it, to which a test adds its own. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("postgres.url", url);
    settings.put("postgres.user", user);
    settings.put("postgres.password", password);
    settings.put("code.secret", secret);
    String journals = "target/test-journals/" + url.substring(url.lastIndexOf('/') + 1);
    settings.put("click.journal-dir", journals);
    // What a killed process leaves there goes with the folder, and not with the machine.
    settings.put("click.ring-dir", journals + "/rings");
    settings.put("click.ring-size", "2MiB");
    return settings;
  }

  /** Executes a statement as an operator would, behind the application's back. */
  public void execute(String sql) {
    execute(url, user, password, sql);
  }

  /** Returns the single number that a query answers. */
  public long number(String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static void execute(String url, String user, String password, String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
