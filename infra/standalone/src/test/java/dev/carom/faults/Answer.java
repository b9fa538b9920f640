package dev.carom.faults;

import org.jspecify.annotations.Nullable;

/** What a follower of a code is told, and what an operation makes of the code. */
sealed interface Answer {

  /**
   * A redirect.
   *
   * @param value the number that the URL carries; every operation has its own
   */
  record Target(long value) implements Answer {

    private static final String PREFIX = "https://example.com/value/";

    String url() {
      return PREFIX + value;
    }

    /** What a redirect to a URL is. */
    static Answer at(@Nullable String url) {
      return url != null && url.startsWith(PREFIX)
          ? new Target(Long.parseLong(url.substring(PREFIX.length())))
          : new Nonsense("a redirect to " + url);
    }
  }

  /** 404. */
  record Absent() implements Answer {}

  /** 410. */
  record Gone() implements Answer {}

  /** That it cannot be told now, or nothing at all. */
  record None(String why) implements Answer {}

  /** What no server of ours should say. */
  record Nonsense(String what) implements Answer {}

  Answer ABSENT = new Absent();
  Answer GONE = new Gone();

  /** Reads a redirect server's answer. */
  static Answer of(HttpConnection.Reply reply) {
    return switch (reply.status()) {
      case 302 -> Target.at(reply.field("location"));
      case 404 -> ABSENT;
      case 410 -> GONE;
      case 429, 503 -> new None("status " + reply.status());
      default -> new Nonsense("status " + reply.status());
    };
  }
}
