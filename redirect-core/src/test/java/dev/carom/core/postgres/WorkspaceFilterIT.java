package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.core.access.Actor;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.StoreException;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No statement sees or writes what belongs to another workspace, nor anything without one. */
class WorkspaceFilterIT {

  private static final Actor FIRST = new Actor("one", null, 1);
  private static final Actor SECOND = new Actor("two", null, 2);

  /** Of whom nothing is made. */
  private static final Actor THIRD = new Actor("three", null, 3);

  /** Tables of the whole installation, in which nothing belongs to anybody. */
  private static final Set<String> OF_INSTALLATION =
      Set.of(
          "blocked_target",
          "click_journal",
          "click_visitors",
          "edge_counter",
          "edge_purge",
          "edge_request",
          "edge_tally",
          "flyway_schema_history",
          "idempotency",
          "idempotency_batch",
          "installation",
          "lease",
          "safety_sweep",
          "visitor_key");

  /** The views whose rows are told apart in another way; see V17__workspaces.sql. */
  private static final Set<String> OTHERWISE = Set.of("domain", "own_domain", "workspace");

  private static final ResourceStack resources = new ResourceStack();
  private static TestDatabase database;
  private static Database pool;

  @BeforeAll
  static void open() {
    database = TestStores.freshDatabase().migrated();
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("postgres.max-connections", "1");
    PostgresConfig config =
        Configuration.of(settings, List.of(PostgresConfig.class)).get(PostgresConfig.class);
    pool = resources.add(Database.openForWorkspaces("test", config, new SimpleMeterRegistry()));
    database.execute(
        """
        INSERT INTO workspace (name) VALUES ('Second'), ('Third');
        INSERT INTO link (id, redirect_status, target, tags) VALUES (1, 302, 'http://a/', '{x}');
        INSERT INTO link_use VALUES (1, 1);
        INSERT INTO api_key (name, role, prefix, digest) VALUES ('x', 'admin', 'x', sha256('x'));
        INSERT INTO domain (host) VALUES ('one.example');
        CREATE TABLE click_ever PARTITION OF click DEFAULT;
        INSERT INTO click (at, link_id, traffic, id) VALUES (now(), 1, 0, 1);
        INSERT INTO click_count VALUES (0, now(), 0, 1), (1, now(), 0, 1), (-1, now(), 0, 1);
        INSERT INTO click_breakdown VALUES (0, 1, 15, now(), 0, 'IS', 1);
        UPDATE link SET target = 'http://b/';
        """);
  }

  @AfterAll
  static void close() {
    resources.close();
  }

  private static List<String> texts(String sql) {
    return pool.call("texts", connection -> texts(connection, sql));
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  private static int update(String sql) {
    return pool.call(
        "update",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
          }
        });
  }

  private static List<String> views() {
    return FIRST.call(
        () -> texts("SELECT viewname FROM pg_views WHERE schemaname = 'of_workspace'"));
  }

  @Test
  void everyTableHasAViewOrIsTheInstallations() {
    Set<String> tables =
        new TreeSet<>(
            FIRST.call(() ->
                texts(
                    """
                    SELECT relname FROM pg_class
                    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition\
                    """)));
    Set<String> views = new TreeSet<>(views());
    views.remove("own_domain");
    tables.removeAll(OF_INSTALLATION);
    assertThat(views).isEqualTo(tables);
  }

  /** What V17__workspaces.sql says of a table's view still holds, whatever came later. */
  @Test
  void everyViewIsThatOfItsTable() {
    for (String view : views()) {
      String columns =
          """
          SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute
          WHERE attrelid = '%s.%s'::regclass AND attnum > 0 AND NOT attisdropped\
          """;
      assertThat(FIRST.call(() -> texts(columns.formatted("of_workspace", view))))
          .as(view)
          .isEqualTo(FIRST.call(() -> texts(columns.formatted("public", view))));
      if (!OTHERWISE.contains(view)) {
        List<String> definition =
            FIRST.call(() ->
                texts(
                    """
                    SELECT pg_get_viewdef(oid) || array_to_string(reloptions, ',') FROM pg_class
                    WHERE oid = 'of_workspace.%s'::regclass\
                    """
                        .formatted(view)));
        assertThat(definition.getFirst())
            .as(view)
            .containsPattern("WHERE \\((\\w+\\.)?workspace = carom_workspace\\(\\)\\);")
            .endsWith("check_option=cascaded");
      }
    }
  }

  @Test
  void nothingOfTheFirstWorkspaceIsSeenInAnother() {
    for (String view : views()) {
      String count = "SELECT count(*) FROM " + view;
      assertThat(Integer.parseInt(FIRST.call(() -> texts(count)).getFirst())).as(view).isPositive();
      // Its own row, and the default domain, which is everybody's.
      String seen = Set.of("domain", "workspace").contains(view) ? "1" : "0";
      assertThat(THIRD.call(() -> texts(count))).as(view).containsExactly(seen);
    }
  }

  @Test
  void aStatementForNobodyFails() {
    assertThatIllegalStateException().isThrownBy(() -> texts("SELECT id FROM link"));
    assertThat(FIRST.call(() -> texts("SELECT id FROM link"))).containsExactly("1");
    assertThatIllegalStateException().isThrownBy(() -> texts("SELECT id FROM link"));
  }

  @Test
  void aSessionThatWasToldNoWorkspaceFails() {
    for (String view : views()) {
      assertThatThrownBy(() -> database.number("SELECT count(*) FROM of_workspace." + view))
          .as(view)
          .hasStackTraceContaining("carom.workspace");
    }
  }

  @Test
  void nothingIsWrittenToAnotherWorkspace() {
    for (String sql :
        List.of(
            "INSERT INTO link (id, redirect_status, target, workspace) VALUES (9, 302, 'x', 1)",
            "INSERT INTO audit (actor, kind, action, subject, workspace) VALUES ('x', 'x', 'x', 1, 1)",
            "INSERT INTO own_domain (host, workspace) VALUES ('nine.example', 1)",
            "UPDATE domain SET gone_target = 'http://x/' WHERE id = 0",
            "UPDATE workspace SET id = 1")) {
      assertThatThrownBy(() -> SECOND.call(() -> update(sql)))
          .as(sql)
          .isInstanceOf(StoreException.class);
    }
    for (String sql :
        List.of(
            "UPDATE link SET target = 'http://c/'",
            "UPDATE own_domain SET gone_target = 'http://c/'",
            "UPDATE api_key SET name = 'y'",
            "UPDATE workspace SET name = 'y' WHERE id = 1",
            "DELETE FROM api_key")) {
      assertThat(SECOND.call(() -> update(sql))).as(sql).isZero();
    }
    String insert = "INSERT INTO link (id, redirect_status, target) VALUES (2, 302, 'http://d/')";
    assertThat(SECOND.call(() -> update(insert))).isOne();
    assertThat(database.number("SELECT workspace FROM link WHERE id = 2")).isEqualTo(2);
    assertThatThrownBy(() -> SECOND.call(() -> update("UPDATE link SET workspace = 1")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> database.execute("UPDATE link SET workspace = 1 WHERE id = 2"))
        .hasStackTraceContaining("links keep their row");
    assertThat(SECOND.call(() -> texts("SELECT action FROM audit"))).containsExactly("create");
    assertThat(SECOND.call(() -> update("UPDATE link SET deleted_at = now()"))).isOne();
  }

  /** What they do does not depend on whose session they are called in. */
  @Test
  void functionsSeeTheTables() {
    assertThat(
            FIRST.call(() ->
                texts(
                    """
                    SELECT proname FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
                    WHERE pronamespace = 'public'::regnamespace
                      AND (lanname = 'plpgsql' OR lanname = 'sql' AND prosqlbody IS NULL AND EXISTS (
                          SELECT FROM pg_views WHERE schemaname = 'of_workspace' AND prosrc ~ ('\\m' || viewname || '\\M')))
                      AND NOT coalesce(proconfig::text LIKE '%search_path=public%', false)\
                    """)))
        .isEmpty();
  }

  @Test
  void aSessionIsToldWhatItDoesNotKnowAlone() {
    String said = "SELECT current_setting('carom.workspace')";
    assertThat(FIRST.call(() -> texts(said))).containsExactly("1");
    String changed = "SELECT set_config('carom.workspace', '7', false)";
    assertThat(FIRST.call(() -> texts(changed))).containsExactly("7");
    assertThat(FIRST.call(() -> texts(said))).as("not told again").containsExactly("7");
    assertThat(SECOND.call(() -> texts(said))).containsExactly("2");
    assertThat(FIRST.call(() -> texts(said))).containsExactly("1");
  }

  @Test
  void whatATransactionRollsBackWasNotTold() {
    assertThat(FIRST.call(() -> texts("SELECT id FROM link WHERE id = 1"))).hasSize(1);
    assertThatThrownBy(() ->
            SECOND.call(() ->
                pool.transact(
                    "nothing",
                    connection -> {
                      assertThat(texts(connection, "SELECT id FROM link WHERE id = 1")).isEmpty();
                      throw new SQLException("undone");
                    })))
        .isInstanceOf(StoreException.class);
    assertThat(SECOND.call(() -> texts("SELECT id FROM link WHERE id = 1"))).isEmpty();
  }
}
