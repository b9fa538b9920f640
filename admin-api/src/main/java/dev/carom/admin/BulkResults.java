package dev.carom.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/** The answer to a bulk request: a line of JSON for each line of the request. For one thread. */
final class BulkResults {

  /** The result of a line whose link is as the line wished. */
  record Done(
      long line, int status, LinkJson data, @JsonInclude(Include.NON_NULL) @Nullable String edge) {}

  /** The result of a line that was refused, or failed. */
  record Refused(long line, int status, Problem.Json error) {}

  private final StreamedBody body;
  private final String requestId;

  BulkResults(StreamedBody body, String requestId) {
    this.body = body;
    this.requestId = requestId;
  }

  void created(long line, LinkJson link) throws InterruptedException {
    body.line(Json.bytes(new Done(line, 201, link, null)));
  }

  /**
   * The link was there already.
   *
   * @param edgePending whether the edge may show for a while what was before
   */
  void present(long line, LinkJson link, boolean edgePending) throws InterruptedException {
    body.line(Json.bytes(new Done(line, 200, link, edgePending ? Reply.Meta.PENDING : null)));
  }

  void refused(long line, Problem problem) throws InterruptedException {
    body.line(Json.bytes(new Refused(line, problem.type().status(), problem.json(requestId))));
  }

  /** Whether the client still takes results. */
  boolean isOpen() {
    return body.isOpen();
  }

  /** Sends the results so far. */
  void flush() throws InterruptedException {
    body.flush();
  }
}
