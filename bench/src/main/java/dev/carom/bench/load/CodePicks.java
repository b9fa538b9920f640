package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carom.bench.UsageException;
import dev.carom.bench.micro.Zipf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The codes that are asked for, picked beforehand from the lines of a file. Picks repeat when all
 * were made. Immutable.
 */
final class CodePicks {

  /** How many picks are made by chance. */
  static final int PICKS = 1 << 20;

  private final byte[][] codes;
  private final int[] picks;

  private CodePicks(byte[][] codes, int[] picks) {
    this.codes = codes;
    this.picks = picks;
  }

  /** Picks what a driver is to ask for. */
  static CodePicks of(LoadOptions options) {
    List<String> codes = read(options.codes());
    return options.inOrder() ? inOrder(codes) : of(codes, options.zipf(), options.seed());
  }

  /**
   * Picks by {@link Zipf}'s law, the first code most often.
   *
   * @param exponent Zipf's; 0 for codes that are all equally popular
   */
  private static CodePicks of(List<String> codes, double exponent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Zipf zipf = new Zipf(codes.size(), exponent);
    int[] picks = new int[PICKS];
    Arrays.setAll(picks, _ -> zipf.pick(random));
    return new CodePicks(bytes(codes), picks);
  }

  /** Picks one code after the other, each again only after all others. */
  static CodePicks inOrder(List<String> codes) {
    return new CodePicks(bytes(codes), IntStream.range(0, codes.size()).toArray());
  }

  private static byte[][] bytes(List<String> codes) {
    return codes.stream().map(code -> code.getBytes(ISO_8859_1)).toArray(byte[][]::new);
  }

  /**
   * Reads a file of codes.
   *
   * @throws UsageException if it cannot be read, is empty, or has a line that cannot be a code
   */
  private static List<String> read(Path file) {
    List<String> codes;
    try {
      codes = Files.readAllLines(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UsageException("--codes: " + file + " cannot be read: " + e);
    }
    if (codes.isEmpty()) {
      throw new UsageException("--codes: " + file + " is empty");
    }
    for (int i = 0; i < codes.size(); i++) {
      if (codes.get(i).isEmpty() || !codes.get(i).chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new UsageException("--codes: line %d of %s is no code".formatted(i + 1, file));
      }
    }
    return codes;
  }

  /** Returns the code of a pick, counted from any number on. */
  byte[] code(int pick) {
    return codes[picks[Integer.remainderUnsigned(pick, picks.length)]];
  }
}
