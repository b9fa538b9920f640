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

  private final List<MediaType> types;

  private BodyTypes(String... types) {
    this.types = Arrays.stream(types).map(MediaType::parse).toList();
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
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    if (!coding.equalsIgnoreCase("identity")) {
      throw refusal("The body must not have a Content-Encoding");
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
