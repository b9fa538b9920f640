package dev.carom.admin;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.link.Link;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a link in the path of a request. */
final class LinkId {

  private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");

  private LinkId() {}

  /**
   * Reads the id.
   *
   * @throws ProblemException if no link can have it, as if none had
   */
  static long of(ServiceRequestContext ctx) {
    String id = ctx.pathParam("id");
    if (id == null || !ID.matcher(id).matches()) {
      throw notFound(ctx);
    }
    return Long.parseLong(id);
  }

  /** Reads the id that a query parameter names, or returns null if it is none. */
  static @Nullable Long parse(String text) {
    return ID.matcher(text).matches() ? Long.valueOf(text) : null;
  }

  /**
   * Returns a link.
   *
   * @throws ProblemException if there is none
   */
  static Link found(ServiceRequestContext ctx, @Nullable Link link) {
    if (link == null) {
      throw notFound(ctx);
    }
    return link;
  }

  static ProblemException notFound(ServiceRequestContext ctx) {
    return new ProblemException(Problem.noLink("id", String.valueOf(ctx.pathParam("id"))));
  }
}
