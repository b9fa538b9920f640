package dev.carom.bench.mix;

import dev.carom.bench.micro.Zipf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is asked for, request by request. Each hundred requests have the shares of the mix, in an
 * order by chance: however many there are, the shares are right. Of the edge's links the first is
 * the most popular one, by {@link Zipf}'s law; each other link is dealt once. Not thread-safe.
 */
final class Deck {

  private static final int HAND = 100;

  private final List<String> edge;
  private final Iterator<String> redis;
  private final Iterator<String> postgres;
  private final Zipf popularity;
  private final SplittableRandom random;

  Deck(MixLinks links, long seed) {
    this.edge = links.edge();
    this.redis = links.redis().iterator();
    this.postgres = links.postgres().iterator();
    this.popularity = new Zipf(edge.size(), 1);
    this.random = new SplittableRandom(seed);
  }

  /** How many hundreds so many requests take. */
  static int hands(long requests) {
    return Math.toIntExact(Math.ceilDiv(requests, (long) HAND));
  }

  /**
   * Deals so many hundreds of codes.
   *
   * @throws java.util.NoSuchElementException if there are not enough links that are dealt once
   */
  List<String> deal(int hands) {
    List<Kind> hand = new ArrayList<>(HAND);
    for (Kind kind : Kind.values()) {
      hand.addAll(Collections.nCopies(kind.percent(), kind));
    }
    List<String> codes = new ArrayList<>(hands * HAND);
    for (int i = 0; i < hands; i++) {
      Collections.shuffle(hand, random);
      hand.forEach(kind -> codes.add(next(kind)));
    }
    return codes;
  }

  private String next(Kind kind) {
    return switch (kind) {
      case EDGE -> edge.get(popularity.pick(random));
      case REDIS -> redis.next();
      case POSTGRES -> postgres.next();
    };
  }
}
