package dev.carom.faults;

import dev.carom.core.Stores;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the database itself says of codes, asked for behind all servers' backs. */
record Truth(TestDatabase database, CodeGenerator codes) {

  static Truth of(TestDatabase database) {
    Configuration configuration =
        Configuration.of(Map.of("code.secret", database.secret()), List.of(CodeConfig.class));
    return new Truth(database, Stores.codes(configuration.get(CodeConfig.class)));
  }

  /** What followers of all codes that have a link should be told. */
  Map<String, Answer> read() throws SQLException {
    Map<String, Answer> answers = new HashMap<>();
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT id, code, target, deleted_at IS NOT NULL FROM link")) {
      while (row.next()) {
        String chosen = row.getString(2);
        answers.put(
            chosen != null ? chosen : codes.encode(row.getLong(1)),
            row.getBoolean(4) ? Answer.GONE : Answer.Target.at(row.getString(3)));
      }
    }
    return answers;
  }
}
