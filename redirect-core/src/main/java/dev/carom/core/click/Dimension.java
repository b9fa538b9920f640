package dev.carom.core.click;

/** What clicks can be told apart by, besides their time and class. The numbers are stored. */
public enum Dimension {
  /** Two letters of ISO 3166. */
  COUNTRY(1),
  /** The city and its country, as in {@code Vienna, AT}. */
  CITY(2),
  /** The host that the follower came from. */
  REFERRER(3),
  DEVICE(4),
  BROWSER(5),
  OS(6),
  /** What the follower reads best, such as {@code de-AT}. */
  LANGUAGE(7);

  private final int number;

  Dimension(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
