package dev.carom.bench.micro;

import dev.carom.core.code.CodeGenerator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link CodeGenerator}: ids to codes and back, among the first 100 million ids of a length. Not in
 * it: the word filter that minting asks too, and the sequence that ids come from.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CodeBenchmark {

  private static final int INPUTS = 1 << 14;
  private static final long IDS = 100_000_000;
  private static final String ALPHANUMERIC =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /** Never stand in a code of one number; {@link CodeGenerator#decode} looks for them first. */
  private static final String SEPARATORS = "cfhistuCFHISTU";

  /** Characters of a code; ids of 7 have an even number of bits, those of 9 an odd one. */
  @Param({"7", "9"})
  public int codeLength;

  private final CodeGenerator generator = SampleLinks.generator();
  private final SplittableRandom random = new SplittableRandom(20261122);
  private long[] ids = {};
  private String[] codes = {};
  private String[] guesses = {};
  private String[] nearMisses = {};
  private int next;

  @Setup(Level.Trial)
  public void prepare() {
    long first = CodeGenerator.firstId(codeLength);
    ids = random.longs(INPUTS, first, first + IDS).toArray();
    codes = new String[INPUTS];
    guesses = new String[INPUTS];
    nearMisses = new String[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      String code = generator.encode(ids[i]);
      codes[i] = code;
      guesses[i] = noCode(this::randomText);
      nearMisses[i] = noCode(() -> altered(code));
    }
  }

  private String noCode(Supplier<String> attempt) {
    String text = attempt.get();
    while (generator.decode(text) != CodeGenerator.NOT_A_CODE) {
      text = attempt.get();
    }
    return text;
  }

  private String randomText() {
    StringBuilder text = new StringBuilder(codeLength);
    for (int i = 0; i < codeLength; i++) {
      text.append(randomCharacter());
    }
    return text.toString();
  }

  private String altered(String code) {
    StringBuilder text = new StringBuilder(code);
    char character = randomCharacter();
    while (SEPARATORS.indexOf(character) >= 0) {
      character = randomCharacter();
    }
    text.setCharAt(random.nextInt(codeLength), character);
    return text.toString();
  }

  private char randomCharacter() {
    return ALPHANUMERIC.charAt(random.nextInt(ALPHANUMERIC.length()));
  }

  private int next() {
    next = (next + 1) & (INPUTS - 1);
    return next;
  }

  /** The code of an id, as minting needs it. */
  @Benchmark
  public String encode() {
    return generator.encode(ids[next()]);
  }

  /** The id of a code, as a miss needs it. */
  @Benchmark
  public long decode() {
    return generator.decode(codes[next()]);
  }

  /** Random letters and digits, as a guesser sends them; most are refused at a glance. */
  @Benchmark
  public long decodeGuess() {
    return generator.decode(guesses[next()]);
  }

  /** A code with one character changed: the longest way to a refusal. */
  @Benchmark
  public long decodeNearMiss() {
    return generator.decode(nearMisses[next()]);
  }
}
