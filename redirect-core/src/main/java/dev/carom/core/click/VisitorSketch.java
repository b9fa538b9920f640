package dev.carom.core.click;

/**
 * About how many different visitors there were, in four kilobytes however many there were:
 * HyperLogLog with 4,096 registers, whose standard error is 1.6 %.
 *
 * <p>Flajolet, Fusy, Gandouet, Meunier: <i>HyperLogLog: the analysis of a near-optimal cardinality
 * estimation algorithm</i> (2007). The estimate is the improved one of Ertl: <i>New cardinality
 * estimation algorithms for HyperLogLog sketches</i> (2017), algorithm 6, which needs no tables of
 * corrections for small numbers. Not thread-safe.
 */
public final class VisitorSketch {

  private static final int INDEX_BITS = 12;
  private static final int REGISTERS = 1 << INDEX_BITS;

  /** The longest run of zeros that the rest of a hash can begin with. */
  private static final int MAX_ZEROS = Long.SIZE - INDEX_BITS;

  private static final double ALPHA = 1 / (2 * Math.log(2));

  private final byte[] registers;

  private VisitorSketch(byte[] registers) {
    this.registers = registers;
  }

  /** Of nobody yet. */
  public static VisitorSketch empty() {
    return new VisitorSketch(new byte[REGISTERS]);
  }

  /**
   * Of those whom another sketch had seen.
   *
   * @param bytes what its {@link #toBytes} returned
   */
  public static VisitorSketch of(byte[] bytes) {
    if (bytes.length != REGISTERS) {
      throw new IllegalArgumentException("no sketch: %d bytes".formatted(bytes.length));
    }
    return new VisitorSketch(bytes.clone());
  }

  public byte[] toBytes() {
    return registers.clone();
  }

  /**
   * Adds a visitor.
   *
   * @param hash all bits of which are as good as random
   * @return whether the sketch has changed; if not, the visitor may have been there before
   */
  public boolean add(long hash) {
    int index = (int) (hash >>> MAX_ZEROS);
    int rank = Math.min(Long.numberOfLeadingZeros(hash << INDEX_BITS), MAX_ZEROS) + 1;
    if (registers[index] >= rank) {
      return false;
    }
    registers[index] = (byte) rank;
    return true;
  }

  /** Returns about how many visitors were added; it never falls. */
  public long estimate() {
    int[] counts = new int[MAX_ZEROS + 2];
    for (byte register : registers) {
      counts[register]++;
    }
    if (counts[0] == REGISTERS) {
      return 0;
    }
    double sum = REGISTERS * tau(1 - (double) counts[MAX_ZEROS + 1] / REGISTERS);
    for (int rank = MAX_ZEROS; rank >= 1; rank--) {
      sum = (sum + counts[rank]) / 2;
    }
    sum += REGISTERS * sigma((double) counts[0] / REGISTERS);
    return Math.round(ALPHA * REGISTERS * REGISTERS / sum);
  }

  /** What the empty registers stand for; less than 1. */
  private static double sigma(double empty) {
    double power = empty;
    double weight = 1;
    double sum = empty;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (sum != before);
    return sum;
  }

  /** What the registers that are not full stand for. */
  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double root = share;
    double weight = 1;
    double rest = 1 - share;
    double before;
    do {
      root = Math.sqrt(root);
      before = rest;
      weight /= 2;
      rest -= (1 - root) * (1 - root) * weight;
    } while (rest != before);
    return rest / 3;
  }
}
