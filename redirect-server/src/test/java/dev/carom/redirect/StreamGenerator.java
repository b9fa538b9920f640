package dev.carom.redirect;

import dev.carom.redirect.Step.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes of a seed what happens to one connection: always the same of the same. */
final class StreamGenerator {

  private static final int MAX_REQUESTS = 20;
  private static final int LONGEST_CUT_EVERYWHERE = 700;
  private static final double[] ODDITIES = {0, 0, 0.01, 0.03, 0.15};
  private static final BufferShape[] SHAPES = BufferShape.values();

  private final RandomGenerator random;
  private final String missSuffix;

  private StreamGenerator(long seed) {
    this.random = new SplittableRandom(seed);
    this.missSuffix = "-" + Long.toString(seed, 36) + "-";
  }

  static List<Step> stream(long seed) {
    return new StreamGenerator(seed).steps();
  }

  private List<Step> steps() {
    boolean mutated = random.nextInt(100) < 40;
    double oddity = ODDITIES[random.nextInt(ODDITIES.length)];
    boolean misses = random.nextInt(100) < 8;
    boolean stalls = random.nextInt(100) < 8;
    List<String> requests = requests(oddity, misses ? 0.3 : 0, stalls ? 0.7 : 0.08);
    if (mutated) {
      requests = List.of(mutate(String.join("", requests)));
    }
    List<Step> steps = new ArrayList<>();
    for (String part : cut(requests)) {
      steps.add(new Step.Read(part, SHAPES[random.nextInt(SHAPES.length)]));
    }
    if (misses || mutated) {
      loadsEnd(steps, random.nextInt(6));
    }
    if (stalls) {
      clientStalls(steps);
    }
    if (random.nextInt(100) < 5) {
      serverDrains(steps);
    }
    if (random.nextInt(100) < 10) {
      steps.add(random.nextInt(steps.size() + 1), Event.INPUT_ENDS);
    }
    return steps;
  }

  /** From one to {@link #MAX_REQUESTS}, more often few. */
  private List<String> requests(double oddity, double misses, double longTargets) {
    RequestText requests = new RequestText(random, oddity, misses, longTargets, missSuffix);
    int count = 1 + Math.min(random.nextInt(MAX_REQUESTS), random.nextInt(MAX_REQUESTS));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(requests.next());
    }
    return texts;
  }

  private String mutate(String text) {
    String mutated = text;
    for (int i = random.nextInt(1, 4); i > 0 && !mutated.isEmpty(); i--) {
      mutated = Mutation.mutate(random, mutated);
    }
    return mutated;
  }

  /** Cuts what comes in into reads. */
  private List<String> cut(List<String> requests) {
    String text = String.join("", requests);
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> List.of(text);
      case 6, 7, 8, 9 -> requests;
      case 10 -> text.length() > LONGEST_CUT_EVERYWHERE ? List.of(text) : pieces(text, 1, 1);
      case 11, 12, 13, 14 -> pieces(text, 1, 2 * text.length() + 2);
      case 15, 16, 17 -> pieces(text, 1, 200);
      case 18 -> pieces(text, 20, 100);
      default -> afterLineEnds(text);
    };
  }

  /** Pieces of {@code min} to {@code max} bytes. */
  private List<String> pieces(String text, int min, int max) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + random.nextInt(min, max + 1));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  /** Cut behind, or within, some line ends. */
  private List<String> afterLineEnds(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i - 1) == '\r' && random.nextInt(3) == 0) {
        int end = Math.min(text.length(), i + random.nextInt(2));
        pieces.add(text.substring(start, end));
        start = end;
      }
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private void loadsEnd(List<Step> steps, int times) {
    Event[] ways = {Event.OLDEST_LOAD_ENDS, Event.NEWEST_LOAD_ENDS, Event.ALL_LOADS_END};
    for (int i = 0; i < times; i++) {
      steps.add(random.nextInt(steps.size() + 1), ways[random.nextInt(ways.length)]);
    }
  }

  private void clientStalls(List<Step> steps) {
    int from = random.nextInt(steps.size() + 1);
    steps.add(from, Event.CLIENT_STALLS);
    steps.add(random.nextInt(from + 1, steps.size() + 1), Event.CLIENT_RESUMES);
  }

  private void serverDrains(List<Step> steps) {
    int from = random.nextInt(steps.size() + 1);
    steps.add(from, Event.SERVER_DRAINS);
    steps.add(random.nextInt(from + 1, steps.size() + 1), Event.IDLE_ENDS);
  }
}
