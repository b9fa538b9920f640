package dev.carom.bench.storm;

import dev.carom.embedded.EmbeddedPostgres;

/**
 * Links in PostgreSQL as an installation of long standing has them: minted one every three seconds
 * up to now, on some thousand sites; of every hundred, ten are tagged, two deleted, five expired,
 * and ten on a domain of their own.
 */
final class ManyLinks {

  /** One link in ten has it. */
  static final String COMMON_TAG = "newsletter";

  /** One link in a hundred thousand has it. */
  static final String RARE_TAG = "recall";

  static final int DOMAIN = 1;

  /** Set aside, and made again when all rows are there: in a tenth of the time. */
  private static final String DROP_INDEXES =
      """
      CREATE TABLE link_index AS SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'link' AND indexname <> 'link_pkey';
      DO $$
      DECLARE one record;
      BEGIN
          FOR one IN SELECT * FROM link_index LOOP EXECUTE format('DROP INDEX %I', one.indexname); END LOOP;
      END
      $$\
      """;

  private static final String MAKE_INDEXES =
      """
      SET maintenance_work_mem = '512MB';
      DO $$
      DECLARE one record;
      BEGIN
          FOR one IN SELECT * FROM link_index LOOP EXECUTE one.indexdef; END LOOP;
      END
      $$;
      DROP TABLE link_index;
      ALTER INDEX link_words ALTER COLUMN 1 SET STATISTICS 1000\
      """;

  private ManyLinks() {}

  static void create(EmbeddedPostgres postgres, long links) {
    Sql.execute(postgres, DROP_INDEXES);
    Sql.execute(postgres, links(links));
    Sql.execute(postgres, MAKE_INDEXES);
    Sql.execute(postgres, "VACUUM ANALYZE");
  }

  /** Without the triggers, which would note each minting. */
  private static String links(long count) {
    return """
    SET session_replication_role = replica;
    INSERT INTO domain (host) VALUES ('go.brand.example');
    INSERT INTO link (id, redirect_status, target, title, tags, created_at, updated_at, expires_at, starts_at, deleted_at, blocked_at,
                      block_reason, domain_id, code)
    SELECT 1000000 + n, 302,
        'https://shop' || n %% 5003 || '.example/' || (ARRAY['winter', 'spring', 'summer', 'autumn', 'sale'])[1 + n %% 5] || '/item-' || n,
        CASE WHEN n %% 3 = 0 THEN 'Campaign ' || n %% 1009 END,
        CASE WHEN n %% 10 = 0 THEN ARRAY['newsletter'] WHEN n %% 100000 = 1 THEN ARRAY['recall'] END,
        now() - (%1$d - n) * interval '3 s',
        CASE WHEN n %% 7 = 0 THEN now() - (%1$d - n) * interval '1 s' END,
        CASE WHEN n %% 20 = 3 THEN now() - interval '1 minute' END,
        CASE WHEN n %% 1000 = 5 THEN now() + interval '1 year' END,
        CASE WHEN n %% 50 = 7 THEN now() END,
        CASE WHEN n %% 10000 = 9 THEN now() END,
        CASE WHEN n %% 10000 = 9 THEN 'spam' END,
        CASE WHEN n %% 10 = 2 THEN 1 ELSE 0 END,
        CASE WHEN n %% 11 = 4 THEN 'chosen-' || n END
    FROM generate_series(1, %1$d) AS n;
    INSERT INTO link_tag (tag, tagged_created_at, link_id, tagged_expires_at)
    SELECT unnest(tags), created_at, id, expires_at FROM link WHERE tags IS NOT NULL AND deleted_at IS NULL ORDER BY 1, 2, 3\
    """
        .formatted(count);
  }
}
