package dev.carom.bench.storm;

/** To come. */
final class Soak implements Scenario {
  Soak(StormOptions options) {}

  @Override
  public Finding run(Stage stage) {
    throw new UnsupportedOperationException();
  }
}
