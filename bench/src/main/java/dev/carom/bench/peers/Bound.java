package dev.carom.bench.peers;

import java.util.Locale;

/**
 * What something may cost at most, by a count and not by a time: a busy machine does not change it.
 *
 * @param what is counted
 */
record Bound(String what, double most) {

  /** What came of counting. */
  sealed interface Verdict {

    /** As the command tells it. */
    String line();
  }

  record Counted(Bound bound, double count) implements Verdict {

    boolean isCrossed() {
      return !(count <= bound.most);
    }

    @Override
    public String line() {
      return String.format(
          Locale.ROOT,
          "%s: %.3f, at most %s: %s",
          bound.what,
          count,
          bound.most,
          isCrossed() ? "CROSSED" : "kept");
    }
  }

  record LeftOut(Bound bound, String why) implements Verdict {

    @Override
    public String line() {
      return "%s: left out: %s".formatted(bound.what, why);
    }
  }

  Verdict counted(double count) {
    return new Counted(this, count);
  }

  Verdict leftOut(String why) {
    return new LeftOut(this, why);
  }
}
