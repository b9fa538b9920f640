package dev.carom.bench.storm;

import dev.carom.bench.peers.LoadResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Requests without a correct answer.
 *
 * @param driver of the open loop, whose connections last
 * @param newcomers of those who came with a connection each
 */
record Losses(LoadResult.Errors driver, List<Newcomers.Loss> newcomers) {

  Losses {
    newcomers = List.copyOf(newcomers);
  }

  long sum() {
    return driver.sum() + newcomers.size();
  }

  /** Counts losses by way and reason. */
  static Map<String, Long> byReason(List<Newcomers.Loss> losses) {
    return losses.stream()
        .collect(
            Collectors.groupingBy(
                loss -> loss.way() + " " + loss.why(), TreeMap::new, Collectors.counting()));
  }

  /** How many newcomers were lost in a way. */
  long count(Newcomers.Way way) {
    return newcomers.stream().filter(loss -> loss.way() == way).count();
  }
}
