package dev.carom.core.code;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hashids.Hashids;

/**
 * Turns ids into short codes and back: a keyed permutation of the id, spelled by Hashids. Immutable
 * and thread-safe; blocks on nothing.
 *
 * <p>Ids lie in {@link Tier}s of 2^32, 2^38, 2^43 and 2^48 ids and a last one up to 2^53, with
 * codes of 7 to 11 characters. Each tier is permuted within itself ({@link Feistel}), so different
 * ids have different codes, and nothing need be tried twice. Everything follows from the secret,
 * which is therefore permanent.
 *
 * <p><b>What the permutation is worth.</b> Hashids alone can be reversed: its salt is recoverable
 * from a few ids and their codes. The permutation hides the order of ids: a code says nothing of
 * the one before or after it. It is no lock, for a guess may hit. At 100 million links a guesser
 * who knows even the salt, and thus which codes can exist, hits 1 in 43 with 7 characters, 1 in
 * 2,749 with 8 and 1 in 88,000 with 9; one who knows nothing hits 1 in 35,000 with 7. A link that
 * must stay private needs more than an unguessed code.
 *
 * <p><b>What it costs.</b> The permutation adds between a third and the whole of what Hashids alone
 * takes to encode: more where a tier's number of bits is odd, for there it is walked twice. {@link
 * #decode} takes about twice an {@link #encode}, as Hashids encodes again what it decoded, to
 * compare. Both allocate a good deal: they are for minting and for misses, not for the path of a
 * cached redirect.
 */
public final class CodeGenerator {
  /** What {@link #decode} answers for a string that {@link #encode} never made. */
  public static final long NOT_A_CODE = -1;

  /** The largest id that has a code. */
  public static final long MAX_ID = Tier.ALL.getLast().end() - 1;

  private static final int LONGEST_FIRST_CODE = 9;

  private static final int SHORTEST_LOWER_CASE = 8;

  /** Stand between several numbers, thus in no code of one, padded or not. */
  private static final String HASHIDS_SEPARATORS = "cfhistuCFHISTU";

  private final List<TierCodec> codecs;
  private final Hashids lowerCase;
  private final Set<String> reservedWords;
  private final String fingerprint;

  private CodeGenerator(SecretKeys keys, Set<String> reservedWords) {
    SipHash prf = keys.feistelPrf();
    String salt = keys.hashidsSalt();
    codecs = Tier.ALL.stream().map(tier -> new TierCodec(tier, prf, salt)).toList();
    lowerCase = new Hashids(salt, SHORTEST_LOWER_CASE, "abcdefghijklmnopqrstuvwxyz0123456789");
    this.reservedWords =
        reservedWords.stream().map(CodeGenerator::lowerCase).collect(toUnmodifiableSet());
    fingerprint = keys.fingerprint();
  }

  /** A generator without reserved words. */
  public static CodeGenerator of(String secret) {
    return of(secret, Set.of());
  }

  /**
   * A generator that also refuses the given words.
   *
   * @param secret not empty; 128 random bits or more, since {@link #fingerprint} allows a weak one
   *     to be guessed
   * @param reservedWords never minted, in whatever case
   */
  public static CodeGenerator of(String secret, Set<String> reservedWords) {
    return new CodeGenerator(new SecretKeys(secret), reservedWords);
  }

  /**
   * The id at which codes of this length begin; 0 for 7.
   *
   * @param codeLength 7, 8 or 9
   */
  public static long firstId(int codeLength) {
    if (codeLength < Tier.SHORTEST_CODE || codeLength > LONGEST_FIRST_CODE) {
      throw new IllegalArgumentException("codeLength must be 7, 8 or 9: codeLength=" + codeLength);
    }
    return Tier.ALL.get(codeLength - Tier.SHORTEST_CODE).start();
  }

  /**
   * The first of the ids whose codes are as long as this one's.
   *
   * @param id from 0 to {@link #MAX_ID}
   */
  public static long firstAlike(long id) {
    for (Tier tier : Tier.ALL) {
      if (tier.contains(id)) {
        return tier.start();
      }
    }
    throw new IllegalArgumentException("id must be from 0 to " + MAX_ID + ": id=" + id);
  }

  /**
   * The id's code: 7 to 11 letters and digits.
   *
   * @param id from 0 to {@link #MAX_ID}
   */
  public String encode(long id) {
    return codec(id).encode(id);
  }

  /**
   * A code of small letters and digits, another one for each id: 8 or more. It is not decoded, but
   * looked up.
   *
   * @param id from 0 to {@link #MAX_ID}
   */
  public String encodeInLowerCase(long id) {
    return lowerCase.encode(codec(id).number(id));
  }

  /** The id whose code this is, else {@link #NOT_A_CODE}; never throws, whatever the string. */
  public long decode(String code) {
    if (code.length() < Tier.SHORTEST_CODE
        || code.length() > Tier.LONGEST_CODE
        || hasSeparator(code)) {
      return NOT_A_CODE;
    }
    return codecs.get(code.length() - Tier.SHORTEST_CODE).decode(code);
  }

  /** Whether the id's code may be given out: neither a reserved word nor an obvious obscenity. */
  public boolean isMintable(long id) {
    return isMintable(encode(id));
  }

  /** {@link #isMintable(long)} for one that has the code already. */
  public boolean isMintable(String code) {
    return !reservedWords.contains(lowerCase(code)) && !WordFilter.isOffensive(code);
  }

  /**
   * A text that only this secret has, and that does not give it away: 32 hexadecimal digits. Kept
   * in the database, so that a server with another secret notices.
   */
  public String fingerprint() {
    return fingerprint;
  }

  private TierCodec codec(long id) {
    for (TierCodec codec : codecs) {
      if (codec.tier().contains(id)) {
        return codec;
      }
    }
    throw new IllegalArgumentException("id must be from 0 to %d: id=%d".formatted(MAX_ID, id));
  }

  /** Five of six random strings of 7 have one, and are refused for a seventh of the cost. */
  private static boolean hasSeparator(String code) {
    for (int i = 0; i < code.length(); i++) {
      if (HASHIDS_SEPARATORS.indexOf(code.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
