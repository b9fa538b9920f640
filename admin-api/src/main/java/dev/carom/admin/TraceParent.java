package dev.carom.admin;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import io.netty.util.AttributeKey;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's place in a trace, as W3C Trace Context describes it: the trace of the client's {@code
 * traceparent} if that is valid, else one that begins here. The span is this server's own. Nothing
 * is asked further, so {@code tracestate} is not looked at. Immutable.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param sampled whether whoever called records the trace
 */
record TraceParent(String traceId, String spanId, boolean sampled) {

  static final String HEADER = "traceparent";

  private static final AttributeKey<TraceParent> ATTRIBUTE =
      AttributeKey.valueOf(TraceParent.class, "traceParent");

  /** Later versions may say more behind what this one says; ff is none (section 3.2.2). */
  private static final Pattern VALID =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

  private static final int MAX_LENGTH = 128;
  private static final String FIRST_VERSION = "00";
  private static final int SAMPLED = 1;

  /** The place of a request, the same however often it is asked. */
  static TraceParent of(RequestContext ctx, RequestHeaders headers) {
    TraceParent place = ctx.attr(ATTRIBUTE);
    if (place == null) {
      place = of(headers);
      ctx.setAttr(ATTRIBUTE, place);
    }
    return place;
  }

  /** The place of a request that was refused before it had a context. */
  static TraceParent of(@Nullable RequestHeaders headers) {
    List<String> told = headers == null ? List.of() : headers.getAll(HEADER);
    // Of two fields nobody knows which one is meant.
    TraceParent continued = told.size() == 1 ? continued(told.getFirst()) : null;
    return continued == null ? new TraceParent(digits() + digits(), digits(), false) : continued;
  }

  /** The place after a caller's, or null if what they tell is not valid. */
  private static @Nullable TraceParent continued(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    Matcher matcher = VALID.matcher(text);
    if (!matcher.matches()
        || (matcher.group(1).equals(FIRST_VERSION) && matcher.group(4) != null)) {
      return null;
    }
    boolean sampled = (HexFormat.fromHexDigits(matcher.group(3)) & SAMPLED) != 0;
    return new TraceParent(matcher.group(2), digits(), sampled);
  }

  /** Sixteen digits, not all zero: to be told apart, not to be kept from anybody. */
  private static String digits() {
    long random;
    do {
      random = ThreadLocalRandom.current().nextLong();
    } while (random == 0);
    return HexFormat.of().toHexDigits(random);
  }

  /** As it is sent. */
  @Override
  public String toString() {
    return "%s-%s-%s-%s".formatted(FIRST_VERSION, traceId, spanId, sampled ? "01" : "00");
  }
}
