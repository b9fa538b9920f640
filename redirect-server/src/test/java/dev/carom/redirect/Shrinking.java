package dev.carom.redirect;

import dev.carom.redirect.Step.Read;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps that fail fewer and shorter as long as they still do, by leaving out steps, joining
 * reads and leaving out bytes, larger parts first.
 */
final class Shrinking {

  /** So many attempts, and what has been reached by then has to do. */
  private static final int MAX_ATTEMPTS = 20_000;

  private static final String HEAD_END = "\r\n\r\n";

  private final Predicate<List<Step>> fails;
  private List<Step> steps;
  private int attempts;
  private int successes;

  private Shrinking(List<Step> steps, Predicate<List<Step>> fails) {
    this.steps = steps;
    this.fails = fails;
  }

  static List<Step> shrink(List<Step> steps, Predicate<List<Step>> fails) {
    Shrinking shrinking = new Shrinking(steps, fails);
    while (shrinking.round()) {}
    return shrinking.steps;
  }

  /** Tries everything once; whether something was of use. */
  private boolean round() {
    int before = successes;
    for (int i = steps.size() - 1; i >= 0; i--) {
      replace(i, 1);
    }
    for (int i = steps.size() - 2; i >= 0; i--) {
      Read joined = join(i);
      if (joined != null) {
        replace(i, 2, joined);
      }
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      leaveOutBytes(i);
    }
    return successes > before;
  }

  private @Nullable Read join(int i) {
    return i + 1 < steps.size()
            && steps.get(i) instanceof Read first
            && steps.get(i + 1) instanceof Read second
        ? Step.read(first.text() + second.text())
        : null;
  }

  private void leaveOutBytes(int i) {
    if (!(steps.get(i) instanceof Read whole)) {
      return;
    }
    String text = whole.text();
    for (int end = text.indexOf(HEAD_END); end >= 0; end = text.indexOf(HEAD_END, end + 1)) {
      String rest = text.substring(end + HEAD_END.length());
      if (replace(i, 1, Step.read(rest))) {
        text = rest;
        end = -1;
      }
    }
    for (int size = text.length() / 2; size > 0; size /= 2) {
      for (int at = text.length() - size; at >= 0; at -= size) {
        String rest = text.substring(0, at) + text.substring(at + size);
        if (replace(i, 1, Step.read(rest))) {
          text = rest;
        }
      }
    }
  }

  private boolean replace(int at, int count, Step... by) {
    List<Step> fewer = new ArrayList<>(steps);
    fewer.subList(at, at + count).clear();
    fewer.addAll(at, Arrays.asList(by));
    if (attempts++ >= MAX_ATTEMPTS || !fails.test(fewer)) {
      return false;
    }
    steps = fewer;
    successes++;
    return true;
  }
}
