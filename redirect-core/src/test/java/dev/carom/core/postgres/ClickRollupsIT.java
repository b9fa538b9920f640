package dev.carom.core.postgres;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carom.core.Stores;
import dev.carom.core.click.Agent;
import dev.carom.core.click.Click;
import dev.carom.core.click.ClickArchive;
import dev.carom.core.click.ClickStats.Breakdown;
import dev.carom.core.click.ClickStats.Bucket;
import dev.carom.core.click.ClickStats.Interval;
import dev.carom.core.click.ClickStats.Query;
import dev.carom.core.click.ClickStats.Scope;
import dev.carom.core.click.ClickStats.Share;
import dev.carom.core.click.ClickStore;
import dev.carom.core.click.ClickStore.Counted;
import dev.carom.core.click.Dimension;
import dev.carom.core.click.SingleClick;
import dev.carom.core.click.TrafficClass;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Counts from rollups and single clicks are those of the clicks, whichever are rolled up: against a
 * plain count of a few thousand random ones, which two servers have stored in turn.
 */
class ClickRollupsIT {

  private static final long POPULAR = 5;
  private static final long BECOMES_POPULAR = 77;
  private static final long SELDOM = 85;
  private static final String TAG = "spring";
  private static final int DOMAIN = 3;

  /** The links that have the tag, and are on the domain. */
  private static final Set<Long> TAGGED = Set.of(POPULAR, BECOMES_POPULAR, SELDOM);

  private static final int CLICKS = 6_000;
  private static final Instant FIRST = Instant.parse("2026-03-01T09:50:00Z");
  private static final int SECONDS = 4 * 86_400;
  private static final List<Agent> AGENTS =
      List.of(
          new Agent(TrafficClass.HUMAN, "Firefox", "Linux", "desktop"),
          new Agent(TrafficClass.HUMAN, "Chrome", "Android", "mobile"),
          new Agent(TrafficClass.HUMAN, null, null, null));

  private final ResourceStack resources = new ResourceStack();
  private final List<Counted> clicks = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(20260301);
  private TestDatabase database;
  private Database pool;
  private Installation installation;
  private PostgresClickStats stats;

  @BeforeEach
  void store() {
    database = TestStores.freshDatabase().migrated();
    Configuration configuration =
        Configuration.of(database.settings(), List.of(PostgresConfig.class, CodeConfig.class));
    PostgresConfig config = configuration.get(PostgresConfig.class).forClicks();
    pool = resources.add(Database.open("test", config, new SimpleMeterRegistry()));
    String fingerprint = Stores.codes(configuration.get(CodeConfig.class)).fingerprint();
    installation = resources.add(Installation.watch(pool, fingerprint));
    stats = new PostgresClickStats(pool, installation);
    for (long link : TAGGED) {
      database.execute("INSERT INTO link_tag VALUES ('%s', now(), %d)".formatted(TAG, link));
      database.execute(
          "INSERT INTO link (id, redirect_status, target, domain_id) VALUES (%d, 302, 'http://a/', %d)"
              .formatted(link, DOMAIN));
    }
    for (int i = 0; i < CLICKS; i++) {
      clicks.add(random(i));
    }
    List<ClickStore> servers = List.of(server(), server());
    List<UUID> journals = List.of(UUID.randomUUID(), UUID.randomUUID());
    journals.forEach(journal -> servers.getFirst().position(journal));
    for (int batch = 0; batch < 20; batch++) {
      int size = CLICKS / 20;
      List<Counted> part = clicks.subList(batch * size, (batch + 1) * size);
      int server = batch % 2;
      assertThat(servers.get(server).store(journals.get(server), batch / 2, batch / 2 + 1, part))
          .isTrue();
    }
  }

  @AfterEach
  void close() {
    resources.close();
  }

  private ClickStore server() {
    return new PostgresClickStore(pool, installation);
  }

  /**
   * In the order of their time, as a journal has them: half of one link's, most of others' that
   * become popular later or not at all, some of no link's.
   */
  private Counted random(int i) {
    int share = random.nextInt(8);
    long link = share < 4 ? POPULAR : share < 7 ? random.nextInt(70, 80) : random.nextInt(80, 100);
    boolean orphan = random.nextInt(20) == 0;
    return new Counted(
        FIRST.toEpochMilli() + i * 1000L * SECONDS / CLICKS,
        orphan ? Click.NO_LINK : link,
        random.nextInt(4) == 0 ? TrafficClass.BOT : TrafficClass.HUMAN,
        random.nextInt(10) == 0 ? Click.NOBODY : hash(random.nextInt(400)),
        random.nextInt(3) == 0 ? null : List.of("NZ", "AT", "IS").get(random.nextInt(3)),
        random.nextInt(2) == 0 ? null : "Graz",
        random.nextInt(3) == 0 ? null : "host" + random.nextInt(30) + ".example",
        random.nextInt(3) == 0 ? null : "mi",
        AGENTS.get(random.nextInt(3)),
        orphan ? "code" + random.nextInt(5) : null);
  }

  private static long hash(int visitor) {
    return new SplittableRandom(visitor).nextLong();
  }

  private static Query query(long link, String from, String to, String zone, Interval interval) {
    return query(new Scope.OfLink(link), from, to, zone, interval);
  }

  private static Query query(Scope scope, String from, String to, String zone, Interval interval) {
    return new Query(
        scope,
        Instant.parse(from),
        Instant.parse(to),
        interval,
        ZoneId.of(zone),
        Set.of(TrafficClass.HUMAN));
  }

  private static final List<Query> QUERIES =
      Stream.concat(
              LongStream.of(Click.ALL_LINKS, POPULAR, BECOMES_POPULAR, SELDOM)
                  .<Scope>mapToObj(Scope.OfLink::new),
              Stream.of(new Scope.OfTag(TAG), new Scope.OfDomain(DOMAIN)))
          .flatMap(scope ->
              List.of(
                  query(scope, "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z", "UTC", Interval.DAY),
                  query(
                      scope,
                      "2026-03-02T18:15:00Z",
                      "2026-03-04T18:15:00Z",
                      "Asia/Kathmandu",
                      Interval.DAY),
                  query(
                      scope, "2026-03-02T07:00:00Z", "2026-03-02T19:00:00Z", "UTC", Interval.HOUR))
                  .stream())
          .toList();

  private static boolean isOf(Scope scope, long link) {
    return switch (scope) {
      case Scope.OfLink one ->
          one.id() == Click.ALL_LINKS ? link != Click.NO_LINK : one.id() == link;
      case Scope.OfWorkspace _ -> link != Click.NO_LINK;
      case Scope.OfTag _, Scope.OfDomain _ -> TAGGED.contains(link);
    };
  }

  private static boolean isAskedFor(Query query, Counted click) {
    Instant at = Instant.ofEpochMilli(click.timeMillis());
    return isOf(query.scope(), click.linkId())
        && query.traffic().contains(click.traffic())
        && !at.isBefore(query.from())
        && at.isBefore(query.to());
  }

  private List<Counted> asked(Query query) {
    return clicks.stream().filter(click -> isAskedFor(query, click)).toList();
  }

  /** By the beginning of their step. */
  private Map<Instant, Long> perStep(Query query, Predicate<Counted> which) {
    return asked(query).stream()
        .filter(which)
        .collect(
            groupingBy(
                click ->
                    query
                        .interval()
                        .floor(Instant.ofEpochMilli(click.timeMillis()).atZone(query.zone()))
                        .toInstant(),
                TreeMap::new,
                counting()));
  }

  /** The first clicks of visitors on their days, of one link or of all. */
  private Set<Counted> firsts(Query query) {
    Set<String> seen = new HashSet<>();
    Set<Counted> firsts = new HashSet<>();
    Query always =
        new Query(
            query.scope(),
            Instant.EPOCH,
            Instant.MAX,
            query.interval(),
            query.zone(),
            query.traffic());
    for (Counted click : asked(always)) {
      String day = LocalDate.ofEpochDay(click.timeMillis() / ClickTally.DAY).toString();
      // Of a tag's links each has visitors of its own.
      long link = query.scope() instanceof Scope.OfLink ? Click.ALL_LINKS : click.linkId();
      if (click.visitor() != Click.NOBODY && seen.add(link + " " + day + click.visitor())) {
        firsts.add(click);
      }
    }
    return firsts;
  }

  private void assertThatAllAddsUp() {
    for (Query query : QUERIES) {
      List<Bucket> series = stats.count(query).series();
      Map<Instant, Long> counted = new TreeMap<>();
      series.stream()
          .filter(bucket -> bucket.clicks() > 0)
          .forEach(bucket -> counted.put(bucket.from(), bucket.clicks()));
      assertThat(counted).as(query.toString()).isEqualTo(perStep(query, _ -> true));
      Set<Counted> firsts = firsts(query);
      long uniques = perStep(query, firsts::contains).values().stream().mapToLong(n -> n).sum();
      long told = series.stream().mapToLong(Bucket::uniques).sum();
      assertThat(told).as("uniques of %s", query).isCloseTo(uniques, within(uniques / 50 + 5));
      for (Dimension dimension : Dimension.values()) {
        assertThat(stats.breakDown(query, dimension, 1000).shares())
            .as("%s of %s", dimension, query)
            .isEqualTo(shares(query, dimension));
      }
    }
  }

  private List<Share> shares(Query query, Dimension dimension) {
    Map<String, Long> clicksByValue =
        asked(query).stream().collect(groupingBy(click -> value(click, dimension), counting()));
    return clicksByValue.entrySet().stream()
        .map(entry -> new Share(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Share::clicks).reversed().thenComparing(Share::value))
        .toList();
  }

  private static String value(Counted click, Dimension dimension) {
    String city = click.city();
    String value =
        switch (dimension) {
          case COUNTRY -> click.country();
          case CITY ->
              city == null || click.country() == null ? city : city + ", " + click.country();
          case REFERRER -> click.referrer();
          case DEVICE -> click.agent().device();
          case BROWSER -> click.agent().browser();
          case OS -> click.agent().os();
          case LANGUAGE -> click.language();
        };
    return value == null ? "" : value;
  }

  @Test
  void rollupsAndSingleClicksAddUp() {
    assertThat(number("SELECT count(*) FROM click WHERE rolled")).isBetween(1000L, 5000L);
    assertThat(number("SELECT count(DISTINCT link_id) FROM click WHERE rolled")).isBetween(2L, 29L);
    assertThatAllAddsUp();
  }

  /** The first hundred clicks of a link are rows, those after them are rolled up. */
  @Test
  void whoeverCameBeforeALinkWasPopularIsCountedOnce() {
    long link = 500;
    Instant day = Instant.parse("2026-05-01T00:00:00Z");
    List<Counted> again = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      again.add(
          new Counted(
              day.plusSeconds(i).toEpochMilli(),
              link,
              TrafficClass.HUMAN,
              hash(i % 100),
              null,
              null,
              null,
              null,
              AGENTS.getFirst(),
              null));
    }
    ClickStore server = server();
    UUID journal = UUID.randomUUID();
    long _ = server.position(journal);
    assertThat(server.store(journal, 0, 1, again.subList(0, 100))).isTrue();
    assertThat(server.store(journal, 1, 2, again.subList(100, 600))).isTrue();
    assertThat(number("SELECT count(*) FROM click WHERE link_id = 500 AND rolled")).isEqualTo(500);
    Query query = query(link, "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "UTC", Interval.DAY);
    Bucket counted = stats.count(query).series().getFirst();
    assertThat(counted.clicks()).isEqualTo(600);
    assertThat(counted.uniques()).isCloseTo(100, within(3L));
  }

  /** Who asked not to be recognised came first on this day. */
  @Test
  void visitorsOfAllLinksCountFromTheFirstOneOn() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS);
    ClickStore server = server();
    UUID journal = UUID.randomUUID();
    long _ = server.position(journal);
    assertThat(server.store(journal, 0, 1, List.of(visit(now, Click.NOBODY)))).isTrue();
    assertThat(server.store(journal, 1, 2, List.of(visit(now, hash(7)), visit(now, hash(8)))))
        .isTrue();
    Query query =
        query(
            Click.ALL_LINKS,
            now.toString(),
            now.plus(Duration.ofDays(1)).toString(),
            "UTC",
            Interval.DAY);
    assertThat(stats.count(query).series()).containsExactly(new Bucket(now, 3, 2));
  }

  private static Counted visit(Instant at, long visitor) {
    return new Counted(
        at.toEpochMilli(),
        600,
        TrafficClass.HUMAN,
        visitor,
        null,
        null,
        null,
        null,
        AGENTS.getFirst(),
        null);
  }

  /** By parts of some hundred clicks, while others come late. */
  @Test
  void countsStayWhenSingleClicksAreForgotten() {
    ClickStore late = server();
    UUID journal = UUID.randomUUID();
    long _ = late.position(journal);
    int parts = 0;
    while (forget()) {
      Counted click = clicks.get(parts * 7);
      clicks.add(click);
      assertThat(late.store(journal, parts, parts + 1, List.of(click))).isTrue();
      parts++;
      assertThat(parts).as("parts").isLessThan(100);
      if (parts > 20) {
        break;
      }
    }
    while (forget()) {
      parts++;
    }
    assertThat(parts).isGreaterThan(6);
    assertThat(number("SELECT count(*) FROM click WHERE at < '2026-03-04 00:00Z'")).isZero();
    assertThat(number("SELECT count(*) FROM click")).isPositive();
    assertThat(number("SELECT count(*) FROM click_visitors")).isZero();
    clicks.sort(Comparator.comparingLong(Counted::timeMillis));
    assertThatAllAddsUp();
  }

  private boolean forget() {
    return pool.transact(
        "forgotten",
        connection -> new OldClicks(200).forgetBefore(connection, LocalDate.of(2026, 3, 4)));
  }

  @Test
  void whatNobodyHasIsToldByItsCode() {
    Query all =
        query(Click.NO_LINK, "2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z", "UTC", Interval.DAY);
    Map<String, Long> codes =
        clicks.stream()
            .filter(click -> click.linkId() == Click.NO_LINK)
            .filter(click -> click.traffic() == TrafficClass.HUMAN)
            .collect(groupingBy(click -> String.valueOf(click.code()), counting()));
    Breakdown orphans = stats.orphans(all, 3);
    assertThat(orphans.shares()).hasSize(3);
    orphans
        .shares()
        .forEach(share -> assertThat(share.clicks()).isEqualTo(codes.get(share.value())));
    assertThat(orphans.total()).isEqualTo(codes.values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void singleClicksAreReadInParts() {
    PostgresClickArchive archive = new PostgresClickArchive(pool, installation);
    for (long link : new long[] {Click.ALL_LINKS, POPULAR, BECOMES_POPULAR}) {
      ClickArchive.Query query =
          new ClickArchive.Query(
              link,
              Instant.parse("2026-03-02T00:00:00Z"),
              Instant.parse("2026-03-04T00:00:00Z"),
              Set.of(TrafficClass.HUMAN, TrafficClass.BOT));
      List<SingleClick> read = new ArrayList<>();
      long before = Long.MAX_VALUE;
      List<SingleClick> page;
      do {
        page = archive.find(query, before, 100);
        read.addAll(page);
        before = page.isEmpty() ? 0 : page.getLast().id();
      } while (page.size() == 100);
      assertThat(read).isSortedAccordingTo(Comparator.comparingLong(SingleClick::id).reversed());
      assertThat(read.stream().map(SingleClick::id)).doesNotHaveDuplicates();
      assertThat(read)
          .hasSize(
              (int)
                  clicks.stream()
                      .filter(click -> click.linkId() != Click.NO_LINK)
                      .filter(click -> link == Click.ALL_LINKS || click.linkId() == link)
                      .map(click -> Instant.ofEpochMilli(click.timeMillis()))
                      .filter(at -> !at.isBefore(query.from()) && at.isBefore(query.to()))
                      .count());
    }
  }

  private long number(String sql) {
    return database.number(sql);
  }
}
