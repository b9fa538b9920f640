package dev.carom.admin.edge;

import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.metrics.FailureLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the edge's own counter now and then how many requests it has answered by itself. For one
 * thread.
 */
final class AnsweredCounter {

  private static final Logger LOG = LoggerFactory.getLogger(AnsweredCounter.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024;
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{1,18}(?![\\w.])");

  private final List<String> command;
  private final String source;
  private final EdgeLogStore store;
  private final FailureLog failures =
      new FailureLog(LOG, "What the edge has answered could not be asked");
  private long lookAtNanos = System.nanoTime();

  /**
   * @param command prints the number, and no other; empty: nobody is asked
   */
  AnsweredCounter(List<String> command, String source, EdgeLogStore store) {
    this.command = command;
    this.source = source;
    this.store = store;
  }

  /**
   * Asks if it is time to.
   *
   * @throws dev.carom.core.link.StoreException if the answer could not be noted
   */
  void look() throws InterruptedException {
    if (command.isEmpty() || System.nanoTime() - lookAtNanos < 0) {
      return;
    }
    lookAtNanos = System.nanoTime() + EVERY.toNanos();
    try {
      store.answered(source, ask());
    } catch (IOException e) {
      failures.failed(e);
    }
  }

  private long ask() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE)) {
        throw new IOException("no answer in time: " + command);
      }
      String answer =
          new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      Matcher number = NUMBER.matcher(answer);
      if (process.exitValue() != 0 || !number.find()) {
        throw new IOException(
            "it printed no number, and ended with %d: %s".formatted(process.exitValue(), command));
      }
      return Long.parseLong(number.group());
    } finally {
      process.destroyForcibly();
    }
  }
}
