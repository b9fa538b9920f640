package dev.carom.admin;

import dev.carom.admin.TargetChecker.CheckerException;
import dev.carom.core.config.SafetyConfig.OnFailure;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.metrics.FailureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Refuses what the checker refuses; if it does not answer, what is configured for that. */
final class CheckerPolicy implements TargetPolicy {

  private final TargetChecker checker;
  private final OnFailure onFailure;
  private final Counter failures;
  private final FailureLog log =
      new FailureLog(LoggerFactory.getLogger(CheckerPolicy.class), "Targets could not be checked");

  CheckerPolicy(TargetChecker checker, OnFailure onFailure, MeterRegistry registry) {
    this.checker = checker;
    this.onFailure = onFailure;
    this.failures =
        Counter.builder("carom.checker.failures")
            .description("Questions that the checker of targets did not answer")
            .register(registry);
  }

  /**
   * @throws ProblemException if the checker does not answer, and that is to be so
   */
  @Override
  public List<@Nullable String> refusals(List<TargetUrl> targets) {
    try {
      List<@Nullable String> refusals = new ArrayList<>(targets.size());
      for (String refusal : checker.refusals(targets)) {
        refusals.add(refusal == null ? null : "is refused: " + refusal);
      }
      return refusals;
    } catch (CheckerException e) {
      failures.increment();
      log.failed(e);
      return switch (onFailure) {
        case OPEN -> Collections.<@Nullable String>nCopies(targets.size(), null);
        case CLOSED ->
            throw new ProblemException(
                new Problem(
                    ProblemType.UNAVAILABLE,
                    "It cannot be checked now where the link leads; try again"));
      };
    }
  }
}
