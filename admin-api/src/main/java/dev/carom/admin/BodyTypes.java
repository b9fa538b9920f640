package dev.carom.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The types of which a body may be. A body in another character set or content coding is refused
 * too, rather than misread. Immutable.
 */
final class BodyTypes {

  static final BodyTypes JSON = new BodyTypes("application/json");
  static final BodyTypes MERGE_PATCH =
      new BodyTypes("application/merge-patch+json", "application/json");
  static final BodyTypes LINES =
      new BodyTypes("application/x-ndjson", "application/ndjson", "application/jsonl");

  /** As CDNs call what they post; it may be compressed. */
  static final BodyTypes LOG =
      new BodyTypes(
          true,
          "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/json",
          "text/plain");

  private static final String GZIP = "gzip";

  private final boolean compressible;
  private final List<MediaType> types;

  private BodyTypes(String... types) {
    this(false, types);
  }

  private BodyTypes(boolean compressible, String... types) {
    this.compressible = compressible;
    this.types = Arrays.stream(types).map(MediaType::parse).toList();
  }

  /** Whether a body is compressed; of one that was accepted. */
  static boolean isGzip(RequestHeaders headers) {
    return coding(headers).equalsIgnoreCase(GZIP);
  }

  private static String coding(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
  }

  /**
   * Refuses a body of another type.
   *
   * @throws ProblemException if the body is of none of these types
   */
  void check(RequestHeaders headers) {
    if (!isAccepted(headers.contentType())) {
      throw refusal(
          "The Content-Type must be %s"
              .formatted(
                  types.stream().map(MediaType::toString).collect(Collectors.joining(" or "))));
    }
    if (!coding(headers).equalsIgnoreCase("identity") && !(compressible && isGzip(headers))) {
      throw refusal(
          compressible
              ? "The body may have the Content-Encoding gzip, and no other"
              : "The body must not have a Content-Encoding");
    }
  }

  private boolean isAccepted(@Nullable MediaType given) {
    if (given == null) {
      return false;
    }
    List<String> charsets = given.parameters().getOrDefault("charset", List.of());
    return charsets.stream().allMatch("utf-8"::equalsIgnoreCase)
        && types.stream().anyMatch(type -> given.withoutParameters().is(type));
  }

  private static ProblemException refusal(String detail) {
    return new ProblemException(new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail));
  }
}
