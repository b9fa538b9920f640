package dev.carom.core.resolve;

import dev.carom.core.code.CodeGenerator;
import dev.carom.core.link.Link;
import dev.carom.core.link.ShortCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where resolution ends: the truth about codes.
 *
 * <p>All methods block for as long as the store's deadlines allow, and throw {@link
 * dev.carom.core.link.StoreException} if it cannot be reached or does not answer in time. Usable by
 * any thread.
 */
public interface LinkSource {

  /**
   * A code to be read.
   *
   * @param id the one that spells it, or {@link #NO_ID}
   */
  record Wanted(ShortCode code, long id) {

    /** The id of a code that no id is spelled by: somebody chose it, if it is a link's. */
    public static final long NO_ID = CodeGenerator.NOT_A_CODE;

    public boolean isGenerated() {
      return id != NO_ID;
    }
  }

  /**
   * Reads what codes stand for, in one round trip; absence is an answer too.
   *
   * @return the answers, in the codes' order
   */
  List<Resolution.Known> read(List<Wanted> codes);

  /** Returns a number that no id of a link that is visible now exceeds. */
  long lastId();

  /**
   * Returns some of the links that were minted last, for whoever asks for links before followers
   * do; none, if that cannot be told.
   */
  default List<Link> newest(int limit) {
    return List.of();
  }

  /** Tells all codes that somebody chose, of links that are visible now. */
  void customCodes(Consumer<ShortCode> to);
}
