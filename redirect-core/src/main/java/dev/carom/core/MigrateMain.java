package dev.carom.core;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.lifecycle.Program;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.link.StoreException;
import dev.carom.core.postgres.Database;
import dev.carom.core.postgres.Schema;
import java.util.List;

/** Brings the database's schema up to date and ends: {@code carom migrate}. */
public final class MigrateMain {

  private MigrateMain() {}

  public static void main(String[] args) {
    Program.exit(
        "carom migrate",
        args,
        List.of(PostgresConfig.class, CodeConfig.class),
        (_, configuration, _) -> migrate(configuration));
  }

  /**
   * Brings the schema up to date.
   *
   * @throws StartException if the database cannot be reached, or was set up with another secret
   */
  public static void migrate(Configuration configuration) {
    CodeConfig code = configuration.get(CodeConfig.class);
    CodeGenerator codes = Stores.codes(code);
    try (Database database = Database.openForMigration(configuration.get(PostgresConfig.class))) {
      Schema.migrate(database, codes.fingerprint(), code.length());
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
