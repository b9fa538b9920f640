package dev.carom.embedded;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One way to end a server: the signals to send in turn, each only when its forerunner did not end
 * it in its time.
 */
record Shutdown(List<Step> steps) {

  /** A signal, and how long its effect is waited for. */
  record Step(Signal signal, Duration patience) {}

  static final Shutdown KILL = new Shutdown(List.of(new Step(Signal.KILL, Duration.ofSeconds(10))));

  Shutdown {
    steps = List.copyOf(steps);
  }

  static Shutdown of(Step... steps) {
    return new Shutdown(List.of(steps));
  }

  /**
   * Blocks until these processes and their descendants are gone. Those that were paused are
   * resumed, for a stopped process heeds nothing but SIGKILL.
   */
  void end(Collection<Pid> roots) {
    // Noted from the start: the descendants of a root that has ended are no longer known as its.
    Set<Pid> all = new LinkedHashSet<>(Pid.trees(roots));
    for (Step step : steps) {
      all.addAll(Pid.trees(roots));
      // A polite server tells its children itself; SIGKILL it cannot pass on.
      step.signal().send(step.signal() == Signal.KILL ? all : roots);
      Signal.CONT.send(all);
      if (Poll.until(step.patience(), () -> !Pid.anyAlive(all))) {
        return;
      }
    }
    List<Pid> left = all.stream().filter(Pid::isAlive).toList();
    if (!left.isEmpty()) {
      throw new EmbeddedServerException("processes that even SIGKILL did not end: " + left);
    }
  }
}
