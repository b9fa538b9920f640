package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.core.Stores;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkUses;
import dev.carom.core.resolve.LinkUses.Taken;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLinkUsesIT {

  private final TestDatabase database = TestStores.freshDatabase().migrated();
  private final ResourceStack resources = new ResourceStack();
  private final Stores stores = open();
  private final LinkUses uses = stores.uses();

  private Stores open() {
    return Stores.open(
        "test",
        Configuration.of(
            database.settings(),
            List.of(PostgresConfig.class, RedisConfig.class, CodeConfig.class)),
        new SimpleMeterRegistry(),
        resources);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private long mint(@Nullable Long maxClicks) {
    NewLink link =
        new NewLink(
            new TargetUrl("https://example.com/"), RedirectStatus.FOUND, null, maxClicks, null);
    return ((Minted.Created) stores.links().mint(List.of(link)).getFirst()).link().id();
  }

  private @Nullable Link limit(long link, @Nullable Long maxClicks) {
    return stores
        .links()
        .edit(link, new LinkEdit(null, null, null, new LinkEdit.ClickLimit(maxClicks)));
  }

  @Test
  void asManyAreGrantedAsAreLeft() {
    long link = mint(5L);
    assertThat(uses.take(link, 2)).isEqualTo(new Taken(2, true));
    assertThat(uses.take(link, 2)).isEqualTo(new Taken(2, true));
    assertThat(uses.take(link, 2)).isEqualTo(new Taken(1, false));
    assertThat(uses.take(link, 2)).isEqualTo(new Taken(0, false));
    assertThat(used(link)).isEqualTo(5);
  }

  private long used(long link) {
    return database.number("SELECT used FROM link_use WHERE link_id = " + link);
  }

  @Test
  void askingTakesNothing() {
    long link = mint(1L);
    assertThat(uses.take(link, 0)).isEqualTo(new Taken(0, true));
    assertThat(database.number("SELECT count(*) FROM link_use")).isZero();
    assertThat(uses.take(link, 1)).isEqualTo(new Taken(1, false));
    assertThat(uses.take(link, 0)).isEqualTo(new Taken(0, false));
  }

  @Test
  void aLimitThatIsRaisedLoweredOrRemovedHoldsAtOnce() {
    long link = mint(2L);
    assertThat(uses.take(link, 3).granted()).isEqualTo(2);
    limit(link, 3L);
    assertThat(uses.take(link, 3)).isEqualTo(new Taken(1, false));
    limit(link, 1L);
    assertThat(uses.take(link, 3)).isEqualTo(new Taken(0, false));
    limit(link, 4L);
    assertThat(uses.take(link, 3)).as("none was given back").isEqualTo(new Taken(1, false));
    limit(link, null);
    assertThat(uses.take(link, 3)).isEqualTo(new Taken(3, true));
  }

  @Test
  void whoeverHadToWaitIsGrantedWhatTheLimitIsThen() throws Exception {
    long link = mint(5L);
    assertThat(uses.take(link, 1).granted()).isEqualTo(1);
    try (Connection holder =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement hold = holder.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("SELECT FROM link_use FOR UPDATE");
      CompletableFuture<Taken> waiting = CompletableFuture.supplyAsync(() -> uses.take(link, 4));
      Awaitility.await()
          .until(() -> database.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1);
      limit(link, 3L);
      holder.commit();
      assertThat(waiting.join()).isEqualTo(new Taken(2, false));
    }
  }

  @Test
  void anOwnerSeesWhatIsLeft() {
    long link = mint(3L);
    assertThat(stores.links().find(link)).extracting(Link::clicksLeft).isEqualTo(3L);
    uses.take(link, 2);
    assertThat(stores.links().find(link)).extracting(Link::clicksLeft).isEqualTo(1L);
    assertThat(limit(link, 1L)).extracting(Link::clicksLeft).isEqualTo(0L);
    assertThat(limit(link, null)).extracting(Link::clicksLeft).isNull();
  }

  @Test
  void aUseIsNoChangeOfTheLink() {
    long link = mint(3L);
    long changes = database.number("SELECT count(*) FROM link_change");
    uses.take(link, 2);
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(changes);
  }

  @Test
  void aLinkThatIsNotThereHasNoUses() {
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> uses.take(999_999, 1));
  }

  /** Two pools, as two servers have them; the first use of all makes the row. */
  @Test
  void concurrentTakersGetTheLimitAndNoMore() throws Exception {
    LinkUses others = open().uses();
    long link = mint(1_000L);
    Callable<Integer> here = () -> takeUntilNoneIsLeft(uses, link);
    Callable<Integer> there = () -> takeUntilNoneIsLeft(others, link);
    int granted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> taker :
          threads.invokeAll(
              IntStream.range(0, 8).mapToObj(i -> i % 2 == 0 ? here : there).toList())) {
        granted += taker.get();
      }
    }
    assertThat(granted).isEqualTo(1_000);
    assertThat(used(link)).isEqualTo(1_000);
  }

  private static int takeUntilNoneIsLeft(LinkUses uses, long link) {
    int granted = 0;
    for (Taken taken = uses.take(link, 3); taken.granted() > 0; taken = uses.take(link, 3)) {
      granted += taken.granted();
    }
    return granted;
  }
}
