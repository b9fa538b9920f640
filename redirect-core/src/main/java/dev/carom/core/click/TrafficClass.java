package dev.carom.core.click;

/** What kind of traffic a click is. The numbers are stored. */
public enum TrafficClass {
  /** Somebody followed the link, as far as can be told. */
  HUMAN(0),
  /** A program did: a crawler, a monitor, a script. */
  BOT(1),
  /** A program did, to show somebody what is behind the link. */
  PREVIEW(2),
  /** A browser did, in case somebody would. */
  PREFETCH(3),
  /** The method was HEAD: whoever asked did not want to get there. */
  HEAD(4);

  private final int number;

  TrafficClass(int number) {
    this.number = number;
  }

  /** Returns the class that has a number. */
  public static TrafficClass of(int number) {
    for (TrafficClass traffic : values()) {
      if (traffic.number == number) {
        return traffic;
      }
    }
    throw new IllegalArgumentException("no class of traffic: number=" + number);
  }

  public int number() {
    return number;
  }
}
