package dev.carom.bench.micro;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Resolution.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Links such as followers ask for, the same in every run: generated codes of 7 characters, targets
 * of 30 to 120 characters, one in ten permanent.
 */
public final class SampleLinks {

  /** How many links there are. */
  public static final int SIZE = 10_000;

  /** How long a sequence of {@linkplain #picks picks} is: a power of two. */
  public static final int PICKS = 1 << 16;

  private static final long SEED = 20261122;
  private static final String SECRET = "a secret for measurements alone";
  private static final long IDS = 100_000_000;
  private static final int SHORTEST_TARGET = 30;
  private static final int LONGEST_TARGET = 120;
  private static final String TARGET_CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/?&=%";

  private final List<String> codes;
  private final List<Found> found;

  /** Makes the links. */
  public SampleLinks() {
    SplittableRandom random = new SplittableRandom(SEED);
    codes = codes(random);
    found = codes.stream().map(_ -> found(random)).toList();
  }

  /** A generator of the codes. */
  static CodeGenerator generator() {
    return CodeGenerator.of(SECRET);
  }

  private static List<String> codes(SplittableRandom random) {
    CodeGenerator generator = generator();
    Set<Long> ids = new HashSet<>();
    List<String> codes = new ArrayList<>(SIZE);
    while (codes.size() < SIZE) {
      long id = random.nextLong(IDS);
      if (ids.add(id)) {
        codes.add(generator.encode(id));
      }
    }
    return List.copyOf(codes);
  }

  private static Found found(SplittableRandom random) {
    int length = random.nextInt(SHORTEST_TARGET, LONGEST_TARGET + 1);
    StringBuilder url = new StringBuilder(length).append("https://www.example.com/");
    while (url.length() < length) {
      url.append(TARGET_CHARACTERS.charAt(random.nextInt(TARGET_CHARACTERS.length())));
    }
    RedirectStatus status =
        random.nextInt(10) == 0 ? RedirectStatus.MOVED_PERMANENTLY : RedirectStatus.FOUND;
    return new Found(
        7, new TargetUrl(url.toString()), status, Found.NEVER, false, random.nextLong(1L << 40));
  }

  /** Returns the links' codes as they stand in a request. */
  public byte[][] codes() {
    return codes.stream()
        .map(code -> code.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }

  /** Returns what a link's follower gets. */
  public Found found(int link) {
    return found.get(link);
  }

  /** Returns new keys, equal to no other call's by identity, as those of a request are. */
  public ShortCode[] keys() {
    return codes.stream().map(code -> new ShortCode(new String(code))).toArray(ShortCode[]::new);
  }

  /**
   * Returns links in the order in which they are asked for: by {@link Zipf}'s law, where neither
   * the popular ones nor the picks lie next to each other in memory.
   */
  public int[] picks() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int[] linkOfRank = new int[SIZE];
    Arrays.setAll(linkOfRank, i -> i);
    for (int i = SIZE - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = linkOfRank[i];
      linkOfRank[i] = linkOfRank[other];
      linkOfRank[other] = swapped;
    }
    Zipf zipf = new Zipf(SIZE, 1);
    int[] picks = new int[PICKS];
    Arrays.setAll(picks, _ -> linkOfRank[zipf.pick(random)]);
    return picks;
  }
}
