package dev.carom.bench.storm;

/** To come. */
final class Overload implements Scenario {
  Overload(StormOptions options) {}

  @Override
  public Finding run(Stage stage) {
    throw new UnsupportedOperationException();
  }
}
