package dev.carom.bench.storm;

import dev.carom.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.List;

/**
 * A hundred days of clicks in PostgreSQL, with the rollups that shipping them would have left. Each
 * day is like the first: {@link #BUSIEST} has a tenth of its clicks, four other links have a
 * twentieth each, and a million links share the rest. Every click is by a visitor of its own.
 */
final class ManyClicks {

  static final int DAYS = 100;

  /** The link with the most clicks. */
  static final long BUSIEST = 1;

  /** One of those that have few. */
  static final long QUIET = 777;

  /** Links from 1 to here are popular: their clicks are rolled up. */
  private static final int POPULAR = 5;

  private static final List<String> A_DAY =
      List.of(
          """
          INSERT INTO click (at, link_id, traffic, visitor, country, referrer, language, browser, os, device, id, rolled)
          SELECT at - %1$d * interval '1 day', link_id, traffic, visitor + %1$d, country, referrer, language, browser, os, device,
              id + (%2$d::bigint << 40), link_id <= %3$d
          FROM day_click\
          """,
          """
          INSERT INTO click_count (link_id, bucket, traffic, clicks, uniques)
          SELECT link_id, bucket - %1$d * interval '1 day', traffic, clicks, CASE WHEN link_id <= %3$d THEN clicks ELSE 0 END
          FROM day_count\
          """,
          """
          INSERT INTO click_breakdown (link_id, dimension, minutes, start, traffic, value, clicks)
          SELECT link_id, dimension, minutes, start - %1$d * interval '1 day', traffic, value, clicks
          FROM day_breakdown\
          """);

  private ManyClicks() {}

  /**
   * Puts them there.
   *
   * @param clicks of all days together
   * @param end the day after the last one
   */
  static void create(EmbeddedPostgres postgres, long clicks, LocalDate end, PrintStream out) {
    LocalDate last = end.minusDays(1);
    firstDay(last, clicks / DAYS).forEach(sql -> Sql.execute(postgres, sql));
    for (int ago = DAYS - 1; ago >= 0; ago--) {
      createPartition(postgres, last.minusDays(ago));
      for (String insert : A_DAY) {
        Sql.execute(postgres, insert.formatted(ago, DAYS - ago, POPULAR));
      }
      if (ago % 10 == 0) {
        out.printf("%d days of clicks are there%n", DAYS - ago);
      }
    }
    Sql.execute(postgres, "VACUUM ANALYZE");
  }

  /** Makes tables of a day's clicks, from which all days are copied. */
  private static List<String> firstDay(LocalDate last, long clicks) {
    return List.of(
        """
        CREATE UNLOGGED TABLE day_click AS
        SELECT timestamptz '%s 00:00Z' + random() * interval '86399 s' AS at,
            CASE WHEN link < 0.3 THEN greatest(1, floor(link / 0.05)::int) ELSE 6 + floor(random() * 1e6)::int END AS link_id,
            (random() < 0.1)::int::smallint AS traffic,
            (random() * 9e18)::bigint AS visitor,
            chr(65 + floor(26 * random() ^ 3)::int) || 'X' AS country,
            CASE WHEN random() < 0.6 THEN 'host' || floor(500 * random() ^ 3) || '.example' END AS referrer,
            (ARRAY['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'pt-BR', 'ja-JP'])[1 + floor(7 * random() ^ 2)] AS language,
            (ARRAY['Chrome Mobile', 'Chrome', 'Mobile Safari', 'Firefox', 'Edge'])[1 + floor(5 * random() ^ 2)] AS browser,
            (ARRAY['Android', 'iOS', 'Windows', 'Mac OS X', 'Linux'])[1 + floor(5 * random() ^ 2)] AS os,
            (ARRAY['mobile', 'desktop', 'tablet'])[1 + floor(3 * random() ^ 2)] AS device,
            number AS id
        FROM (SELECT random() AS link, number FROM generate_series(1, %d) AS number) AS picked\
        """
            .formatted(last, clicks),
        """
        CREATE UNLOGGED TABLE day_count AS
        SELECT link_id, date_bin('15 minutes', at, '2000-01-01 00:00Z') AS bucket, traffic, count(*) AS clicks
        FROM day_click GROUP BY 1, 2, 3 ORDER BY 1, 2, 3\
        """,
        """
        INSERT INTO day_count
        SELECT 0, bucket, traffic, sum(clicks) FROM day_count GROUP BY bucket, traffic\
        """,
        """
        CREATE UNLOGGED TABLE day_breakdown AS
        SELECT owner AS link_id, dimension, minutes, date_bin(make_interval(mins => minutes), at, '2000-01-01 00:00Z') AS start,
            traffic, coalesce(value, '') AS value, count(*) AS clicks
        FROM day_click,
            LATERAL (VALUES (1, country), (3, referrer), (4, device), (5, browser), (6, os), (7, language)) AS known (dimension, value),
            (VALUES (15), (1440)) AS width (minutes),
            LATERAL (VALUES (0), (link_id)) AS owners (owner)
        WHERE owner <= %d
        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6\
        """
            .formatted(POPULAR));
  }

  private static void createPartition(EmbeddedPostgres postgres, LocalDate day) {
    Sql.execute(
        postgres,
        "CREATE TABLE click_%s PARTITION OF click FOR VALUES FROM ('%s 00:00Z') TO ('%s 00:00Z')"
            .formatted(day.toString().replace("-", ""), day, day.plusDays(1)));
  }
}
