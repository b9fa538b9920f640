package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.core.lifecycle.StartException;
import dev.carom.core.metrics.FailureLog;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import dev.carom.redirect.FollowerFields.Name;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Writes an object of JSON for each answer to a file:
 *
 * <pre>
 *   {"time":"2026-11-24T10:00:00.123Z","client":"192.0.2.1","status":302,"method":"GET","host":"sho.rt",
 *    "code":"abc","referrer":"https://example.com/","userAgent":"…"}
 * </pre>
 *
 * <p>Event loops leave lines in memory, each in its own, and never wait for the disk: one thread
 * writes them several times a second. Where the disk is too slow, or full, lines are dropped and
 * counted. A file that was moved away or deleted, as log rotation does, is made anew.
 *
 * <p>Neither queries nor what follows the path of a referrer are noted: they may tell more than
 * anybody should keep.
 */
final class AccessLog implements FollowListener, AutoCloseable {

  /** The bytes of lines that may wait, of each event loop. */
  private static final int ROOM = 1 << 20;

  private static final Duration WRITE_EVERY = Duration.ofMillis(200);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private static final FollowerFields NO_FIELDS = new FollowerFields();

  private final Path file;
  private final ClientAddresses addresses;
  private final InstantSource clock;
  private final Counter dropped;
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(AccessLog.class), "The access log cannot be written");
  private final List<Lines> all = new CopyOnWriteArrayList<>();

  private final FastThreadLocal<Lines> lines =
      new FastThreadLocal<>() {
        @Override
        protected Lines initialValue() {
          Lines own = new Lines();
          all.add(own);
          return own;
        }
      };

  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread writer =
      Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
  private @Nullable FileChannel channel;
  private @Nullable Object key;

  private AccessLog(
      Path file, ClientAddresses addresses, MeterRegistry registry, InstantSource clock) {
    this.file = file;
    this.addresses = addresses;
    this.clock = clock;
    this.dropped =
        Counter.builder("carom.redirect.access.log.dropped")
            .description("Lines of the access log that were not written")
            .register(registry);
  }

  /**
   * Begins to write.
   *
   * @param registry counts the lines that are dropped
   * @throws StartException if the file cannot be written
   */
  static AccessLog open(
      Path file, ClientAddresses addresses, MeterRegistry registry, InstantSource clock) {
    AccessLog log = new AccessLog(file, addresses, registry, clock);
    try {
      log.channel();
    } catch (IOException e) {
      throw new StartException("log.access: %s cannot be written (%s)".formatted(file, e), e);
    }
    log.writer.start();
    return log;
  }

  @Override
  public void followed(
      Channel channel,
      CodeKey code,
      Resolution resolution,
      int status,
      FollowerFields fields,
      boolean head) {
    String client = text(addresses.of(channel, fields));
    Lines own = lines.get();
    synchronized (own) {
      own.begin(clock.millis(), client, status);
      own.raw(head ? ",\"method\":\"HEAD\"" : ",\"method\":\"GET\"");
      field(own, ",\"host\":\"", fields, Name.HOST);
      own.raw(",\"code\":\"");
      own.text(code.bytes(), code.from(), code.to());
      own.raw("\"");
      referrer(own, fields);
      field(own, ",\"userAgent\":\"", fields, Name.USER_AGENT);
      end(own);
    }
  }

  @Override
  public void answered(Channel channel, int status) {
    String client = text(addresses.of(channel, NO_FIELDS));
    Lines own = lines.get();
    synchronized (own) {
      own.begin(clock.millis(), client, status);
      end(own);
    }
  }

  private void end(Lines own) {
    if (!own.end()) {
      dropped.increment();
    }
  }

  private static String text(@Nullable InetAddress client) {
    return client == null ? "" : client.getHostAddress();
  }

  private static void field(Lines to, String before, FollowerFields fields, Name name) {
    if (fields.has(name)) {
      to.raw(before);
      to.text(fields.bytes(), fields.from(name), fields.to(name));
      to.raw("\"");
    }
  }

  private static void referrer(Lines to, FollowerFields fields) {
    if (fields.has(Name.REFERER)) {
      byte[] bytes = fields.bytes();
      int from = fields.from(Name.REFERER);
      int end = from;
      while (end < fields.to(Name.REFERER) && bytes[end] != '?' && bytes[end] != '#') {
        end++;
      }
      to.raw(",\"referrer\":\"");
      to.text(bytes, from, end);
      to.raw("\"");
    }
  }

  /** The lines of one event loop that are not written yet. Guarded by itself. */
  private static final class Lines {

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private byte[] waiting = new byte[ROOM];
    private byte[] written = new byte[ROOM];

    /** Where the line that is being made begins, and ends; the latter may be beyond the room. */
    private int start;

    private int end;
    private int count;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    void begin(long millis, String client, int status) {
      long now = Math.floorDiv(millis, 1000L);
      if (now != second) {
        second = now;
        String instant = Instant.ofEpochSecond(now).toString();
        secondText = "{\"time\":\"" + instant.substring(0, instant.length() - 1) + '.';
      }
      raw(secondText);
      int fraction = (int) Math.floorMod(millis, 1000L);
      raw((byte) ('0' + fraction / 100));
      raw((byte) ('0' + fraction / 10 % 10));
      raw((byte) ('0' + fraction % 10));
      raw("Z\",\"client\":\"");
      raw(client);
      raw("\",\"status\":");
      raw(Integer.toString(status));
    }

    /**
     * Ends a line.
     *
     * @return false if there was no room for it
     */
    boolean end() {
      raw("}\n");
      boolean fits = end <= ROOM;
      if (fits) {
        start = end;
        count++;
      } else {
        end = start;
      }
      return fits;
    }

    void raw(String ascii) {
      for (int i = 0; i < ascii.length(); i++) {
        raw((byte) ascii.charAt(i));
      }
    }

    private void raw(byte b) {
      if (end < ROOM) {
        waiting[end] = b;
      }
      end++;
    }

    /** Adds what a client has sent, whatever that is. */
    void text(byte[] bytes, int from, int to) {
      for (int i = from; i < to; i++) {
        byte b = bytes[i];
        if (b == '"' || b == '\\') {
          raw((byte) '\\');
          raw(b);
        } else if (b >= 0x20 && b < 0x7F) {
          raw(b);
        } else {
          raw("\\u00");
          raw(HEX[(b >> 4) & 0xF]);
          raw(HEX[b & 0xF]);
        }
      }
    }

    /** Hands over what waits, as bytes that hold until this is called again. */
    synchronized Taken take() {
      Taken taken = new Taken(ByteBuffer.wrap(waiting, 0, start), count);
      byte[] next = written;
      written = waiting;
      waiting = next;
      start = 0;
      end = 0;
      count = 0;
      return taken;
    }
  }

  /**
   * Whole lines.
   *
   * @param count how many
   */
  private record Taken(ByteBuffer bytes, int count) {}

  private void run() {
    boolean last;
    do {
      try {
        last = closing.await(WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        last = true;
      }
      all.forEach(this::write);
    } while (!last);
    forget();
  }

  private void write(Lines own) {
    Taken taken = own.take();
    if (taken.count == 0) {
      return;
    }
    try {
      append(channel(), taken.bytes);
    } catch (IOException e) {
      dropped.increment(taken.count);
      failures.failed(e);
      forget();
    }
  }

  /** Appends all of it or nothing: half a line would spoil the next one, too. */
  private static void append(FileChannel to, ByteBuffer bytes) throws IOException {
    long before = to.size();
    try {
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } catch (IOException e) {
      to.truncate(before);
      throw e;
    }
  }

  /** Returns the file that has the name now. */
  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open != null && Files.exists(file) && Objects.equals(key, key())) {
      return open;
    }
    forget();
    open =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    channel = open;
    key = key();
    return open;
  }

  private @Nullable Object key() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private void forget() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        failures.failed(e);
      }
      channel = null;
    }
  }

  /** Writes what waits, and ends. To be called when the server is closed. */
  @Override
  public void close() {
    closing.countDown();
    try {
      writer.join(STOP_WITHIN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
