package dev.carom.bench.storm;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Codes as somebody tries them who knows of what and how many characters generated codes are. One
 * in 820 of 7 characters is the code of an id, given out or not; hardly ever are two the same.
 */
final class RandomCodes {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private RandomCodes() {}

  static List<String> of(int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> next(length, random)).limit(count).toList();
  }

  static String next(int length, RandomGenerator random) {
    StringBuilder code = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }
}
