package dev.carom.bench.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked in one run of the driver.
 *
 * @param warmUp for how long before the measurement
 * @param ratePerSecond of requests that arrive by chance, however fast they are answered; null:
 *     each connection asks as soon as it has been answered
 * @param seed of what is asked for and when; the same for all servers of a round
 */
record Load(
    Workload workload, Duration warmUp, Duration measured, @Nullable Long ratePerSecond, int seed) {

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (ratePerSecond == null) {
      arguments.add("--closed");
    } else {
      arguments.addAll(List.of("--rate", Long.toString(ratePerSecond), "--arrivals", "poisson"));
    }
    arguments.addAll(List.of("--duration", Long.toString(measured.toSeconds())));
    arguments.addAll(List.of("--warmup", Long.toString(warmUp.toSeconds())));
    arguments.addAll(List.of("--connections", Integer.toString(Workload.CONNECTIONS)));
    arguments.addAll(List.of("--pipeline", Integer.toString(workload.depth())));
    arguments.addAll(List.of("--zipf", "1", "--seed", Integer.toString(seed)));
    if (workload.tls()) {
      arguments.add("--tls");
    }
    arguments.addAll(List.of("--expect", "302", "--quiet"));
    return List.copyOf(arguments);
  }

  Duration length() {
    return warmUp.plus(measured);
  }
}
