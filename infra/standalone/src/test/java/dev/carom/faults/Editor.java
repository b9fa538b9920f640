package dev.carom.faults;

import dev.carom.core.code.CodeGenerator;
import dev.carom.faults.AdminClient.Sent;
import dev.carom.faults.Answer.Target;
import dev.carom.faults.Operation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who mints, changes and deletes links, one operation after the other, and has followers
 * ask for each of them as soon as it is acknowledged. Nobody else touches its links.
 */
final class Editor {

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final int LINKS = 6;

  /** With more in doubt, next to any answer would be allowed. */
  private static final int MOST_IN_DOUBT = 3;

  private static final int MOST_EDITS = 150;

  /** Beyond whatever is minted, restores and the ids that they skip included. */
  private static final long FAR_IDS = 1L << 31;

  /**
   * What all editors share.
   *
   * @param values the last number that a URL carries
   * @param ids the greatest id that a link is known to have
   */
  record Desk(
      List<AdminClient> admins,
      Audience audience,
      Population population,
      History history,
      CodeGenerator codes,
      AtomicLong values,
      AtomicLong ids) {}

  /** A link of this editor's. */
  private static final class Owned {
    private final String id;
    private final String code;
    private int edits;
    private int inDoubt;

    private Owned(String id, String code) {
      this.id = id;
      this.code = code;
    }
  }

  private final String name;
  private final Desk desk;
  private final SplittableRandom random;
  private final List<Owned> links = new ArrayList<>();
  private int chosen;

  /**
   * @param name begins the codes that it chooses
   */
  Editor(String name, Desk desk, SplittableRandom random) {
    this.name = name;
    this.desk = desk;
    this.random = random;
  }

  /** Goes on until it is told to stop. */
  void run(BooleanSupplier stopping) throws InterruptedException {
    while (!stopping.getAsBoolean()) {
      int choice = random.nextInt(100);
      if (links.size() < LINKS || choice < 6) {
        mint();
      } else {
        Owned link = links.get(random.nextInt(links.size()));
        if (choice < 10) {
          delete(link);
        } else {
          edit(link);
        }
      }
      Thread.sleep(random.nextInt(20, 140));
    }
  }

  private AdminClient admin() {
    return desk.admins.get(random.nextInt(desk.admins.size()));
  }

  /** Some do not wait for the answer, and what they wanted may happen much later. */
  private Duration patience() {
    return random.nextInt(100) < 8 ? Duration.ofMillis(random.nextInt(20, 400)) : PATIENCE;
  }

  private void edit(Owned link) {
    Target target = new Target(desk.values.incrementAndGet());
    Operation begun = desk.history.begin(link.code, Kind.EDIT, target);
    ended(link, begun, admin().edit(link.id, target.url(), patience()));
    if (++link.edits >= MOST_EDITS) {
      retire(link);
    }
  }

  private void delete(Owned link) {
    Operation begun = desk.history.begin(link.code, Kind.DELETE, Answer.GONE);
    ended(link, begun, admin().delete(link.id, patience()));
    retire(link);
  }

  private void ended(Owned link, Operation begun, Sent sent) {
    desk.history.end(link.code, begun, sent.outcome());
    desk.audience.follow(link.code, random);
    switch (sent) {
      case Sent.Done _ -> {}
      case Sent.Unknown _ -> {
        if (++link.inDoubt > MOST_IN_DOUBT) {
          retire(link);
        }
      }
      case Sent.Refused(int status) -> {
        if (status != 0) {
          retire(link);
        }
      }
    }
  }

  private void retire(Owned link) {
    if (links.remove(link)) {
      desk.population.retire(link.code);
    }
  }

  private void mint() throws InterruptedException {
    if (random.nextInt(100) < 40) {
      mintChosen();
    } else {
      mintGenerated();
    }
  }

  /** Followers hear of the code before there is a link. */
  private void mintChosen() throws InterruptedException {
    String code = random.nextBoolean() ? "%s-%d".formatted(name, ++chosen) : generatedOne();
    desk.population.add(code);
    desk.audience.follow(code, random);
    Thread.sleep(random.nextInt(100));
    Target target = new Target(desk.values.incrementAndGet());
    Operation begun = desk.history.begin(code, Kind.MINT, target);
    Sent sent = admin().mint(target.url(), code, patience());
    desk.history.end(code, begun, sent.outcome());
    desk.audience.follow(code, random);
    if (sent instanceof Sent.Done(JsonNode link)) {
      links.add(new Owned(link.get("id").stringValue(), code));
    } else {
      desk.population.retire(code);
    }
  }

  /** Followers guess which code will be the next. */
  private void mintGenerated() {
    String guess = guess();
    if (guess != null) {
      desk.audience.follow(guess, random);
    }
    Target target = new Target(desk.values.incrementAndGet());
    Operation begun = desk.history.beginMint(target);
    if (admin().mint(target.url(), "", patience()) instanceof Sent.Done(JsonNode link)) {
      String id = link.get("id").stringValue();
      String code = link.get("code").stringValue();
      desk.history.endMint(code, target, begun);
      desk.audience.follow(code, random);
      desk.population.add(code);
      desk.ids.accumulateAndGet(Long.parseLong(id), Math::max);
      links.add(new Owned(id, code));
    }
  }

  /** Returns a code that could have been generated, but will not be for a long time. */
  private String generatedOne() {
    long id = FAR_IDS + random.nextLong(FAR_IDS);
    return desk.codes.isMintable(id) ? desk.codes.encode(id) : generatedOne();
  }

  private @Nullable String guess() {
    long next = desk.ids.get() + 1 + random.nextInt(2);
    return next > 2 && desk.codes.isMintable(next) ? desk.codes.encode(next) : null;
  }
}
