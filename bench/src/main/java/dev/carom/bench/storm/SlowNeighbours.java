package dev.carom.bench.storm;

/** To come. */
final class SlowNeighbours implements Scenario {
  SlowNeighbours(StormOptions options) {}

  @Override
  public Finding run(Stage stage) {
    throw new UnsupportedOperationException();
  }
}
