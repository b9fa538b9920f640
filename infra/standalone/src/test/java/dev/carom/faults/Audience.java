package dev.carom.faults;

import java.util.ArrayList;
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
            .map(server -> new Followers(server.name(), server.process()::port, history))
            .toList());
  }

  /** Those, and the followers of what is in front of the redirect servers. */
  static Audience of(Cluster cluster, Varnish varnish, History history) {
    List<Followers> followers = new ArrayList<>(of(cluster, history).followers);
    followers.add(new Followers("varnish", varnish::port, history));
    return new Audience(followers);
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
