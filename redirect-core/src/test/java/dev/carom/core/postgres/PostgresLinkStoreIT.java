package dev.carom.core.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.core.Stores;
import dev.carom.core.code.CodeGenerator;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkEdit;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Order;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkSource.Wanted;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresLinkStoreIT {

  private static final LinkPage.Query FIRST_TEN =
      LinkPage.Query.first(10, LinkFilter.NONE, Order.NEWEST);

  private static final TargetUrl TARGET = new TargetUrl("https://example.com/");

  private final ResourceStack resources = new ResourceStack();
  private TestDatabase database;
  private CodeGenerator codes;
  private PostgresLinkStore store;

  @BeforeEach
  void open() {
    database = TestStores.freshDatabase().migrated();
    codes =
        Stores.codes(
            Configuration.of(database.settings(), List.of(CodeConfig.class)).get(CodeConfig.class));
    store = open(codes.fingerprint());
  }

  private PostgresLinkStore open(String fingerprint) {
    PostgresConfig config =
        Configuration.of(database.settings(), List.of(PostgresConfig.class))
            .get(PostgresConfig.class);
    Database pool = resources.add(Database.open("test", config, new SimpleMeterRegistry()));
    return new PostgresLinkStore(pool, resources.add(Installation.watch(pool, fingerprint)), codes);
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private static NewLink link(@Nullable String code) {
    return new NewLink(
        TARGET, RedirectStatus.FOUND, null, null, code == null ? null : new ShortCode(code));
  }

  private Link mint(@Nullable String code) {
    return ((Minted.Created) store.mint(List.of(link(code))).getFirst()).link();
  }

  private Link edit(long id, LinkEdit edit) {
    return requireNonNull(store.edit(id, edit));
  }

  @Test
  void aGeneratedCodeIsThatOfItsId() {
    Link link = mint(null);
    assertThat(link.code().value()).hasSize(7).isEqualTo(codes.encode(link.id()));
    assertThat(link.version()).isZero();
    assertThat(store.find(link.id())).isEqualTo(link);
    assertThat(store.find(link.code())).isEqualTo(link);
    assertThat(read(store, link.code()))
        .isEqualTo(new Found(link.id(), TARGET, RedirectStatus.FOUND, Found.NEVER, false, epoch()));
  }

  @Test
  void aCustomCodeIsFoundUnderItselfAlone() {
    Link link = mint("spring-sale");
    assertThat(link.version()).isPositive();
    assertThat(store.find(link.code())).isEqualTo(link);
    assertThat(read(store, link.code())).isInstanceOf(Found.class);
    ShortCode generated = new ShortCode(codes.encode(link.id()));
    assertThat(read(store, generated)).isInstanceOf(Missing.class);
    assertThat(store.find(generated)).isNull();
  }

  @Test
  void aCustomCodeThatDecodesTakesItsIdAndMintingSkipsIt() {
    long next = database.number("SELECT last_value FROM link_id");
    String generatedNext = codes.encode(next + 2);
    Link custom = mint(generatedNext);
    assertThat(custom.id()).isEqualTo(next + 2);

    List<Minted> minted = store.mint(Collections.nCopies(10, link(null)));
    Set<Long> ids = new HashSet<>();
    for (Minted outcome : minted) {
      ids.add(((Minted.Created) outcome).link().id());
    }
    assertThat(ids).hasSize(10).doesNotContain(custom.id());
    assertThat(store.find(custom.code())).isEqualTo(custom);
  }

  @Test
  void idsWhoseCodeIsNotMintableAreSkipped() {
    long unfit = 1;
    while (codes.isMintable(unfit)) {
      unfit++;
    }
    database.execute("SELECT setval('link_id', " + unfit + ", false)");
    assertThat(mint(null).id()).isGreaterThan(unfit);
  }

  @Test
  void aTakenCodeIsSaidToBeTakenAndTheOthersAreMinted() {
    mint("taken");
    List<Minted> minted =
        store.mint(List.of(link("a"), link("taken"), link(null), link("b"), link("a")));
    assertThat(minted.get(0)).isInstanceOf(Minted.Created.class);
    assertThat(minted.get(1)).isEqualTo(new Minted.CodeTaken(new ShortCode("taken")));
    assertThat(minted.get(2)).isInstanceOf(Minted.Created.class);
    assertThat(minted.get(3)).isInstanceOf(Minted.Created.class);
    assertThat(minted.get(4)).isEqualTo(new Minted.CodeTaken(new ShortCode("a")));
    assertThat(database.number("SELECT count(*) FROM link")).isEqualTo(4);
  }

  @Test
  void twoAtOnceCannotHaveOneCode() throws Exception {
    List<NewLink> forwards =
        new ArrayList<>(IntStream.range(0, 200).mapToObj(i -> link("code" + i)).toList());
    List<NewLink> backwards = new ArrayList<>(forwards.reversed());
    List<Callable<List<Minted>>> both =
        List.of(() -> store.mint(forwards), () -> store.mint(backwards));
    long created = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (var outcome : threads.invokeAll(both)) {
        created += outcome.get().stream().filter(Minted.Created.class::isInstance).count();
      }
    }
    assertThat(created).isEqualTo(200);
    assertThat(database.number("SELECT count(*) FROM link")).isEqualTo(200);
  }

  @Test
  void anEditIsVisibleAndNumberedInItsOwnTransaction() {
    Link link = mint(null);
    TargetUrl other = new TargetUrl("https://example.org/");
    Link edited = edit(link.id(), new LinkEdit(other, null, null, null));
    assertThat(edited.target()).isEqualTo(other);
    assertThat(edited.status()).isEqualTo(RedirectStatus.FOUND);
    assertThat(edited.version()).isEqualTo(epoch() + 1);
    assertThat(read(store, link.code()))
        .isEqualTo(
            new Found(link.id(), other, RedirectStatus.FOUND, Found.NEVER, false, epoch() + 1));
    assertThat(
            database.number(
                "SELECT count(*) FROM link JOIN link_change ON link_id = id AND seq = version"))
        .isEqualTo(1);

    Link again = edit(link.id(), new LinkEdit(null, RedirectStatus.PERMANENT_REDIRECT, null, null));
    assertThat(again.version()).isEqualTo(epoch() + 2);
    assertThat(again.target()).isEqualTo(other);
  }

  @Test
  void anEditBehindTheApplicationsBackIsAChangeToo() {
    Link link = mint(null);
    database.execute("UPDATE link SET target = 'https://example.net/' WHERE id = " + link.id());
    assertThat(read(store, link.code()).asOf()).isEqualTo(epoch() + 1);
    assertThat(requireNonNull(store.find(link.id())).version()).isEqualTo(epoch() + 1);
  }

  @Test
  void aLinksRowIdAndCodeAreForGood() {
    Link link = mint("mine");
    for (String statement :
        List.of(
            "DELETE FROM link",
            "TRUNCATE link",
            "UPDATE link SET code = 'other' WHERE id = " + link.id(),
            "UPDATE link SET id = id + 1000 WHERE id = " + link.id())) {
      assertThatThrownBy(() -> database.execute(statement))
          .as(statement)
          .hasRootCauseInstanceOf(SQLException.class)
          .rootCause()
          .hasMessageContaining("links keep their row, id and code");
    }
    assertThat(store.find(link.id())).isEqualTo(link);
  }

  @Test
  void anEditThatIsRolledBackIsNoChange() {
    Link link = mint(null);
    database.execute(
        "BEGIN; UPDATE link SET target = 'https://example.net/' WHERE id = "
            + link.id()
            + "; ROLLBACK");
    assertThat(read(store, link.code()).asOf()).isEqualTo(epoch());
    assertThat(store.find(link.id())).isEqualTo(link);
  }

  @Test
  void aLaterNumberIsNeverVisibleBeforeAnEarlierOne() throws Exception {
    Link first = mint(null);
    Link second = mint(null);
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement slow = connection.createStatement()) {
      connection.setAutoCommit(false);
      slow.execute("UPDATE link SET target = 'https://example.net/' WHERE id = " + first.id());
      slow.execute("SET CONSTRAINTS ALL IMMEDIATE"); // It has its number, and is not visible yet.
      CompletableFuture<Link> edit =
          CompletableFuture.supplyAsync(() ->
              edit(
                  second.id(),
                  new LinkEdit(TARGET, RedirectStatus.PERMANENT_REDIRECT, null, null)));
      Thread.sleep(300);
      assertThat(database.number("SELECT max(seq) FROM link_change")).isEqualTo(epoch());
      connection.commit();
      assertThat(edit.get().version()).isEqualTo(epoch() + 2);
      assertThat(requireNonNull(store.find(first.id())).version()).isEqualTo(epoch() + 1);
    }
  }

  @Test
  void changesAreNumberedInTheOrderInWhichTheyBecomeVisible() throws Exception {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      links.add(mint(null));
    }
    List<Callable<Boolean>> work = new ArrayList<>();
    for (Link link : links) {
      work.add(() -> {
        for (int i = 0; i < 50; i++) {
          edit(
              link.id(), new LinkEdit(new TargetUrl("https://example.com/" + i), null, null, null));
        }
        return true;
      });
    }
    // Whoever sees number n must see all numbers up to n, at any time.
    work.add(() -> {
      for (int i = 0; i < 300; i++) {
        long gap = database.number("SELECT max(seq) + 1 - count(*) FROM link_change");
        assertThat(gap).isEqualTo(epoch());
      }
      return true;
    });
    try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
      for (var outcome : threads.invokeAll(work)) {
        assertThat(outcome.get()).isTrue();
      }
    }
    assertThat(database.number("SELECT max(seq) FROM link_change")).isEqualTo(epoch() + 400);
  }

  @Test
  void anExpiryIsSetAndTakenAway() {
    Link link = mint(null);
    Instant expiry = Instant.parse("2100-01-01T00:00:00.123Z");
    Link expiring = edit(link.id(), new LinkEdit(null, null, new LinkEdit.Expiry(expiry), null));
    assertThat(expiring.expiresAt()).isEqualTo(expiry);
    assertThat(((Found) read(store, link.code())).period().untilMillis())
        .isEqualTo(expiry.toEpochMilli());
    assertThat(edit(link.id(), new LinkEdit(TARGET, null, null, null)).expiresAt())
        .as("an edit of something else keeps it")
        .isEqualTo(expiry);
    assertThat(
            edit(link.id(), new LinkEdit(null, null, new LinkEdit.Expiry(null), null)).expiresAt())
        .isNull();
  }

  @Test
  void aLimitIsSetAndTakenAwayAndIsAChangeWhoeverMakesIt() {
    Link link = mint(null);
    assertThat(((Found) read(store, link.code())).limited()).isFalse();
    Link limited = edit(link.id(), new LinkEdit(null, null, null, new LinkEdit.ClickLimit(7L)));
    assertThat(limited.maxClicks()).isEqualTo(7);
    assertThat(limited.version()).isGreaterThan(link.version());
    assertThat(((Found) read(store, link.code())).limited()).isTrue();
    assertThat(edit(link.id(), new LinkEdit(TARGET, null, null, null)).maxClicks())
        .as("an edit of something else keeps it")
        .isEqualTo(7);
    long changes = database.number("SELECT count(*) FROM link_change");
    database.execute("UPDATE link SET max_clicks = 8 WHERE id = " + link.id());
    assertThat(database.number("SELECT count(*) FROM link_change")).isEqualTo(changes + 1);
    Link unlimited = edit(link.id(), new LinkEdit(null, null, null, new LinkEdit.ClickLimit(null)));
    assertThat(unlimited.maxClicks()).isNull();
    NewLink wished = new NewLink(TARGET, RedirectStatus.FOUND, null, 3L, null);
    Link minted = ((Minted.Created) store.mint(List.of(wished)).getFirst()).link();
    assertThat(minted.maxClicks()).isEqualTo(3);
    assertThat(store.find(minted.id())).isEqualTo(minted);
    assertThat(((Found) read(store, minted.code())).limited()).isTrue();
  }

  @Test
  void aDeletedLinkIsGoneAndKeepsItsCode() {
    Link link = mint("mine");
    Link deleted = requireNonNull(store.delete(link.id()));
    assertThat(deleted.state(Instant.now())).isEqualTo(Link.State.DELETED);
    assertThat(deleted.version()).isGreaterThan(link.version());
    assertThat(read(store, link.code())).isEqualTo(new Gone(deleted.version()));
    assertThat(store.mint(List.of(link("mine"))).getFirst())
        .isEqualTo(new Minted.CodeTaken(link.code()));
    assertThat(store.edit(link.id(), new LinkEdit(TARGET, null, null, null))).isNull();
    assertThat(store.delete(link.id())).as("deleting it again changes nothing").isEqualTo(deleted);
    assertThat(store.delete(link.id() + 1000)).isNull();
  }

  @Test
  void pagesGoBothWaysWithoutGapsWhileLinksAreMinted() {
    List<Long> newestFirst = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      newestFirst.addFirst(mint(null).id());
    }
    Link deleted = mint(null);
    store.delete(deleted.id());

    LinkPage first = store.list(FIRST_TEN);
    mint(null);
    LinkPage second = store.list(FIRST_TEN.after(first.links().getLast()));
    LinkPage third = store.list(FIRST_TEN.after(second.links().getLast()));
    assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 10));
    assertThat(ids(second)).isEqualTo(newestFirst.subList(10, 20));
    assertThat(ids(third)).isEqualTo(newestFirst.subList(20, 25));
    assertThat(first.hasPrevious()).isFalse();
    assertThat(first.hasNext()).isTrue();
    assertThat(second.hasPrevious()).isTrue();
    assertThat(third.hasNext()).isFalse();
    assertThat(first.total()).isEqualTo(25);
    assertThat(third.total()).isEqualTo(26);

    LinkPage back = store.list(before(third.links().getFirst()));
    assertThat(ids(back)).isEqualTo(newestFirst.subList(10, 20));
    assertThat(back.hasPrevious()).isTrue();
    assertThat(back.hasNext()).isTrue();
  }

  private static LinkPage.Query before(Link link) {
    return new LinkPage.Query(
        10, LinkFilter.NONE, Order.NEWEST, Order.NEWEST.position(link), Direction.PREVIOUS);
  }

  private static List<Long> ids(LinkPage page) {
    return page.links().stream().map(Link::id).toList();
  }

  @Test
  void aTotalBeyondTheExactIsEstimated() {
    database.execute(
        "INSERT INTO link (id, redirect_status, target)"
            + " SELECT nextval('link_id'), 302, 'https://example.com/' FROM generate_series(1, 50000)");
    database.execute("ANALYZE link");
    LinkPage page = store.list(FIRST_TEN);
    assertThat(page.total()).isBetween(49_000L, 51_000L);
  }

  @Test
  void aStoreWithAnotherSecretAnswersNothingAndSaysWhy() {
    Link link = mint(null);
    PostgresLinkStore other = open("another fingerprint");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(other, link.code()))
        .withMessageContaining("code.secret is not the one that this database was set up with");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> other.mint(List.of(link(null))));
    assertThat(database.number("SELECT count(*) FROM link")).isEqualTo(1);
  }

  /** The number with which the epoch begins. */
  private long epoch() {
    return database.number("SELECT epoch FROM installation");
  }

  private Known read(PostgresLinkStore store, ShortCode code) {
    return store.read(List.of(new Wanted(code, codes.decode(code.value())))).getFirst();
  }
}
