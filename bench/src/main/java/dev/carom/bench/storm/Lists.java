package dev.carom.bench.storm;

import dev.carom.bench.storm.Interview.Answered;
import dev.carom.bench.storm.Interview.Question;
import dev.carom.core.access.Actor;
import dev.carom.core.access.Workspace;
import dev.carom.core.link.Link.State;
import dev.carom.core.link.LinkFilter;
import dev.carom.core.link.LinkPage;
import dev.carom.core.link.LinkPage.Direction;
import dev.carom.core.link.LinkPage.Order;
import dev.carom.core.link.LinkPage.Position;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.SearchText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a page of a list takes when there are very many links ({@link ManyLinks}): with its
 * total, of two hundred links, as one workspace sees them; in each order, at the beginning and in
 * the middle, and of what each filter leaves.
 */
final class Lists implements Scenario {

  /** What came of it. */
  record Details(long links, List<Answered> questions) {}

  private static final double MOST_MILLIS = 50;
  private static final int LIMIT = 200;
  private static final Actor READER = new Actor("reader", null, Workspace.FIRST);

  private final StormOptions options;
  private final List<Question<LinkStore>> questions = new ArrayList<>();

  Lists(StormOptions options) {
    this.options = options;
  }

  @Override
  public Finding run(Stage stage) throws IOException, InterruptedException {
    long links = options.links() * 1_000_000L;
    stage.out().println("Making so many links takes some minutes …");
    ManyLinks.create(stage.store().postgres(), links);
    Instant now = Instant.now();
    Position middle =
        new Position(now.minus(Duration.ofSeconds(3 * links / 2)), 1_000_000 + links / 2);
    addOrders(middle);
    addFilters(now, middle);
    addWords(middle);
    Interview<LinkStore> interview =
        new Interview<>(
            stage,
            resources -> stage.store().openStoresForWorkspaces(resources).links(),
            questions);
    return finding(new Details(links, interview.ask(options.rounds())));
  }

  private void addOrders(Position middle) {
    for (Order order : Order.values()) {
      add("all, " + order, LinkFilter.NONE, order, null, Direction.NEXT);
      add(
          "all, %s, after the middle".formatted(order),
          LinkFilter.NONE,
          order,
          middle,
          Direction.NEXT);
      add(
          "all, %s, before the middle".formatted(order),
          LinkFilter.NONE,
          order,
          middle,
          Direction.PREVIOUS);
    }
  }

  private void addFilters(Instant now, Position middle) {
    for (State state : State.values()) {
      addNewest(state.toString(), new LinkFilter(state, null, null, null, null), middle);
    }
    for (String tag : List.of(ManyLinks.COMMON_TAG, ManyLinks.RARE_TAG)) {
      addNewest("tag " + tag, new LinkFilter(null, tag, null, null, null), middle);
      addNewest(
          "tag %s, EXPIRED".formatted(tag),
          new LinkFilter(State.EXPIRED, tag, null, null, null),
          middle);
      add(
          "tag %s, LAST_UPDATED".formatted(tag),
          new LinkFilter(null, tag, null, null, null),
          Order.LAST_UPDATED,
          null,
          Direction.NEXT);
    }
    addNewest("a domain", new LinkFilter(null, null, null, null, null, ManyLinks.DOMAIN), middle);
    Instant from = now.minus(Duration.ofDays(100));
    addNewest("a day", new LinkFilter(null, null, from, from.plus(Duration.ofDays(1)), null), null);
    addNewest(
        "a year, of a tag",
        new LinkFilter(null, ManyLinks.COMMON_TAG, now.minus(Duration.ofDays(365)), now, null),
        null);
  }

  /** Words that all, a fifth, a fiftieth, two thousand, and one have; two together; and none. */
  private void addWords(Position middle) {
    for (String words :
        List.of(
            "example",
            "winter",
            "campaign",
            "shop42",
            "shop4242",
            "winter shop42",
            "item 5000000",
            "chosen 4",
            "nowhere")) {
      LinkFilter filter = new LinkFilter(null, null, null, null, SearchText.parse(words));
      addNewest("q=" + words, filter, middle);
      add("q=%s, LAST_UPDATED".formatted(words), filter, Order.LAST_UPDATED, null, Direction.NEXT);
    }
    addNewest(
        "q=winter, EXPIRED, tag newsletter",
        new LinkFilter(State.EXPIRED, ManyLinks.COMMON_TAG, null, null, SearchText.parse("winter")),
        null);
  }

  private void addNewest(String title, LinkFilter filter, @Nullable Position middle) {
    add(title, filter, Order.NEWEST, null, Direction.NEXT);
    if (middle != null) {
      add(title + ", after the middle", filter, Order.NEWEST, middle, Direction.NEXT);
    }
  }

  private void add(
      String title,
      LinkFilter filter,
      Order order,
      @Nullable Position beside,
      Direction direction) {
    LinkPage.Query query = new LinkPage.Query(LIMIT, filter, order, beside, direction);
    questions.add(
        new Question<>(
            title,
            store -> {
              LinkPage _ = READER.call(() -> store.list(query));
            }));
  }

  private static Finding finding(Details details) {
    Answered slowest = Answered.slowest(details.questions());
    Table table = new Table();
    table.row("links", details.links());
    table.row("slowest page", slowest.question());
    table.row("its median, ms", slowest.medianMillis());
    return new Finding(
        "a page of a list takes %.0f ms at most".formatted(MOST_MILLIS),
        slowest.medianMillis() < MOST_MILLIS,
        table.toString(),
        details);
  }
}
