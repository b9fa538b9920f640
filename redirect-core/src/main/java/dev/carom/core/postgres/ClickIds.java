package dev.carom.core.postgres;

/**
 * The ids of clicks that one transaction stores.
 *
 * @param transaction its number, which no other has
 */
record ClickIds(long transaction) {

  private static final int PLACE_BITS = 20;

  /** How many clicks a transaction can store. */
  static final int MAX = 1 << PLACE_BITS;

  /** The id of one of its clicks. */
  long id(int place) {
    return (transaction << PLACE_BITS) + place;
  }

  long first() {
    return id(0);
  }

  long last() {
    return id(MAX - 1);
  }
}
