package dev.carom.admin;

/** The answer to a bulk request: a line of JSON for each line of the request. For one thread. */
final class BulkResults {

  /** The result of a line whose link is as the line wished. */
  record Done(long line, int status, LinkJson data) {}

  /** The result of a line that was refused, or failed. */
  record Refused(long line, int status, Problem.Json error) {}

  private final StreamedBody body;
  private final String requestId;

  BulkResults(StreamedBody body, String requestId) {
    this.body = body;
    this.requestId = requestId;
  }

  void created(long line, LinkJson link) throws InterruptedException {
    body.line(Json.bytes(new Done(line, 201, link)));
  }

  /** The link was there already. */
  void present(long line, LinkJson link) throws InterruptedException {
    body.line(Json.bytes(new Done(line, 200, link)));
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
