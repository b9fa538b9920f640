package dev.carom.faults;

import java.util.List;
import java.util.SplittableRandom;

/** The followers of all redirect servers. Usable by any thread. */
record Audience(List<Followers> followers) implements AutoCloseable {

  private static final int HEAD_PER_CENT = 10;

  Audience {
    followers = List.copyOf(followers);
  }

  static Audience of(Cluster cluster, History history) {
    return new Audience(
        cluster.redirects().stream()
            .map(server -> new Followers(server.process(), history))
            .toList());
  }

  /** Has a code followed on every server, beginning now. */
  void follow(String code, SplittableRandom random) {
    boolean head = random.nextInt(100) < HEAD_PER_CENT;
    followers.forEach(one -> one.follow(code, head));
  }

  long heldBack() {
    return followers.stream().mapToLong(Followers::heldBack).sum();
  }

  @Override
  public void close() {
    followers.forEach(Followers::close);
  }
}
