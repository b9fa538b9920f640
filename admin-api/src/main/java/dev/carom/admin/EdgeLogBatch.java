package dev.carom.admin;

import dev.carom.admin.edge.EdgeLine.Unreadable;
import dev.carom.admin.edge.EdgeLogs;
import dev.carom.admin.edge.EdgeLogs.Found;
import dev.carom.admin.edge.EdgeLogs.Reading;
import dev.carom.admin.edge.EdgeLogs.Refused;
import dev.carom.core.edge.EdgeLogStore;
import dev.carom.core.edge.EdgeLogStore.Lines;
import dev.carom.core.edge.EdgeLogStore.Posted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the lines of one body, some thousand at a time, each of them once: one that is posted
 * again is known by its request's id. For one thread.
 */
final class EdgeLogBatch {

  /** Who has told, in reports. */
  static final String SOURCE = "posted";

  private static final String ID = "id";
  private static final int LINES = 20_000;
  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int MAX_LINES = 1_000_000;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Of lines that are wrong, so many are told. */
  private static final int TOLD = 10;

  private final EdgeLogs logs;
  private final EdgeLogStore store;
  private final Duration remember;
  private final Instant now;
  private final List<byte[]> lines = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<RefusedLine> told = new ArrayList<>();
  private int tooLong;
  private long logged;
  private long counted;
  private long repeated;
  private long unknown;
  private long refused;
  private long passedOn;

  /** A line that cannot be counted, by its number from 1 on. */
  record RefusedLine(long line, @Nullable String field, String detail) {}

  /** What became of the lines. */
  record Result(
      long logged,
      long counted,
      long repeated,
      long unknown,
      long refused,
      long passedOn,
      List<RefusedLine> errors) {}

  EdgeLogBatch(EdgeLogs logs, EdgeLogStore store, Duration remember, Instant now) {
    this.logs = logs;
    this.store = store;
    this.remember = remember;
    this.now = now;
  }

  /**
   * Counts lines. What was counted before it fails stays so: to post all of it again is right.
   *
   * @throws ProblemException if the body is not compressed as it says, or too long
   */
  Result count(byte[] body, boolean gzip) {
    try (InputStream in = gzip ? new GZIPInputStream(bytes(body)) : bytes(body)) {
      LineSplitter splitter = new LineSplitter(MAX_LINE_BYTES);
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        splitter.feed(chunk);
        for (LineSplitter.Line line = splitter.next(); line != null; line = splitter.next()) {
          add(line);
        }
      }
      LineSplitter.Line last = splitter.last();
      if (last != null) {
        add(last);
      }
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(ProblemType.UNREADABLE_BODY, "The body is no gzip: " + e.getMessage()));
    }
    flush();
    return new Result(logged, counted, repeated, unknown, refused, passedOn, List.copyOf(told));
  }

  private static InputStream bytes(byte[] body) {
    return new ByteArrayInputStream(body);
  }

  private void add(LineSplitter.Line line) {
    if (line.number() > MAX_LINES) {
      throw new ProblemException(
          new Problem(
              ProblemType.TOO_MANY_LINES, "A body may have %d lines at most".formatted(MAX_LINES)));
    }
    if (line.tooLong()) {
      tooLong++;
      tell(line.number(), null, "must be at most %d bytes long".formatted(MAX_LINE_BYTES));
    } else if (!line.isBlank()) {
      lines.add(line.bytes());
      numbers.add(line.number());
      if (lines.size() == LINES) {
        flush();
      }
    }
  }

  private void tell(long line, @Nullable String field, String detail) {
    if (told.size() < TOLD) {
      told.add(new RefusedLine(line, field, detail));
    }
  }

  private void flush() {
    Reading reading = logs.read(lines);
    for (Refused line : reading.refused()) {
      tell(numbers.get(line.place()), line.why().field(), line.why().detail());
    }
    List<Posted> posted = new ArrayList<>(reading.found().size());
    for (Found found : reading.found()) {
      Unreadable why = refusal(found);
      if (why == null) {
        posted.add(new Posted(digest(String.valueOf(found.requestId())), found.click()));
      } else {
        tell(numbers.get(found.place()), why.field(), why.detail());
      }
    }
    Lines told = reading.lines();
    int wrong = told.refused() + reading.found().size() - posted.size() + tooLong;
    int fresh =
        store.storeOnce(
            SOURCE,
            posted,
            new Lines(told.logged(), told.unknown(), wrong, told.passed()),
            remember);
    logged += told.logged();
    unknown += told.unknown();
    refused += wrong;
    passedOn += told.passed();
    counted += fresh;
    repeated += posted.size() - fresh;
    tooLong = 0;
    lines.clear();
    numbers.clear();
  }

  /** Of what has no id, or is older than ids are kept, nobody knows whether it was counted. */
  private @Nullable Unreadable refusal(Found found) {
    if (found.requestId() == null) {
      return new Unreadable(ID, "is required: by it a request is counted once");
    }
    return Instant.ofEpochMilli(found.click().timeMillis()).isBefore(now.minus(remember))
        ? new Unreadable("time", "must not be longer ago than edge-logs.remember")
        : null;
  }

  private static UUID digest(String id) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every platform has it", e);
    }
  }
}
