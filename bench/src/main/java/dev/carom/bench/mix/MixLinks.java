package dev.carom.bench.mix;

import dev.carom.bench.peers.MeasurementException;
import dev.carom.bench.storm.Sql;
import dev.carom.bench.storm.Stage;
import dev.carom.core.Stores;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Known;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The codes of the mix.
 *
 * @param edge of links that the edge may keep
 * @param redis of links that are in Redis
 * @param postgres of links that are in PostgreSQL alone
 */
record MixLinks(List<String> edge, List<String> redis, List<String> postgres) {

  /** As long as an edge may keep a link at all. */
  private static final int EDGE_SECONDS = 300;

  /**
   * How many links the edge may keep. They are the newest: as many as redirect servers ask for when
   * they start, which else had others in their memory.
   */
  private static final int AT_EDGE = 1000;

  private static final int BATCH = 1000;

  /** How often something is written at most that Redis does not take in time. */
  private static final int PATIENCE = 20;

  MixLinks {
    edge = List.copyOf(edge);
    redis = List.copyOf(redis);
    postgres = List.copyOf(postgres);
  }

  /**
   * Mints links for so many hundreds of requests, and starts the Redis that some of them are in.
   * Servers that are started from now on use it, and have none in their memory but the edge's.
   */
  static MixLinks create(Stage stage, int hands) throws IOException, InterruptedException {
    var _ = stage.startRedis();
    MixLinks links =
        new MixLinks(
            List.of(),
            stage.store().mint(hands * Kind.REDIS.percent()).codes(),
            stage.store().mint(hands * Kind.POSTGRES.percent()).codes());
    links = new MixLinks(stage.store().mint(AT_EDGE).codes(), links.redis, links.postgres);
    try (ResourceStack resources = new ResourceStack()) {
      Stores stores = stage.store().openStores(resources);
      links.letEdgeKeep(stage, stores);
      links.fill(stores);
    }
    Sql.execute(stage.store().postgres(), "VACUUM ANALYZE link");
    return links;
  }

  private void letEdgeKeep(Stage stage, Stores stores) {
    String ids =
        edge.stream()
            .map(code -> Long.toString(stores.codes().decode(code)))
            .collect(Collectors.joining(","));
    Sql.execute(
        stage.store().postgres(),
        "UPDATE link SET edge_ttl = %d WHERE id IN (%s)".formatted(EDGE_SECONDS, ids));
  }

  /** Reads what is to be in Redis as servers do, after all changes, and so with their number. */
  private void fill(Stores stores) {
    for (int from = 0; from < redis.size(); from += BATCH) {
      List<Wanted> batch = new ArrayList<>();
      for (String code : redis.subList(from, Math.min(from + BATCH, redis.size()))) {
        ShortCode parsed = Objects.requireNonNull(ShortCode.parse(code));
        batch.add(new Wanted(parsed, stores.codes().decode(code)));
      }
      List<Known> readings = stores.source().read(batch);
      for (int i = 0; i < batch.size(); i++) {
        put(stores.cache(), batch.get(i).code(), readings.get(i));
      }
    }
  }

  /** Whoever writes so much at once may well have to wait longer than a server would. */
  private static void put(LinkCache cache, ShortCode code, Known reading) {
    for (int attempt = 1; ; attempt++) {
      try {
        cache.putIfNewer(code, reading);
        return;
      } catch (StoreException e) {
        if (attempt == PATIENCE) {
          throw new MeasurementException(e.getMessage() + ": " + e.getCause());
        }
      }
    }
  }
}
