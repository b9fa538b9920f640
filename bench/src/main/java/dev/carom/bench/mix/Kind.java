package dev.carom.bench.mix;

/** Where the answers of the mix are to come from. */
enum Kind {
  EDGE(80),
  REDIS(15),
  POSTGRES(5);

  private final int percent;

  Kind(int percent) {
    this.percent = percent;
  }

  /** Its part of the mix. */
  int percent() {
    return percent;
  }
}
