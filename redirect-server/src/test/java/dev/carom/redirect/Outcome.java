package dev.carom.redirect;

/**
 * What a client sees of a connection from its start to its end.
 *
 * @param sent all that it is sent, a character for a byte
 * @param endedByServer whether the server had nothing more to say before the client said so
 * @param closed whether the connection is closed in the end
 * @param problem what must not happen at all, or ""
 * @param followed what the server has told of who follows links, a line for each answer
 */
record Outcome(
    String sent, boolean endedByServer, boolean closed, String problem, String followed) {

  /** Whether all is as it must be with every client, whatever it sends. */
  boolean isSound() {
    return closed && problem.isEmpty();
  }

  Outcome withProblem(String another) {
    return new Outcome(sent, endedByServer, closed, problem + another, followed);
  }

  @Override
  public String toString() {
    return "%s%n(%s, %s%s)%n%s"
        .formatted(
            EscapedText.escape(sent),
            endedByServer ? "ended by the server" : "ended by the client",
            closed ? "closed" : "still open",
            problem.isEmpty() ? "" : ", " + problem,
            EscapedText.escape(followed));
  }
}
