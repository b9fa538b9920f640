package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickJournalTest {

  private static final byte[] AGENT = "Mozilla/5.0".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path dir;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private ClickJournal open(int ringBytes, long maxBytes) {
    ClickJournal.Limits limits =
        new ClickJournal.Limits(dir, ringBytes, 256 * 1024, maxBytes, Duration.ofMillis(1));
    return ClickJournal.open(dir.resolve("journal"), limits, 1, registry);
  }

  private static boolean note(ClickWriter writer, long link) {
    if (!writer.begin(1, link, 2, 0)) {
      return false;
    }
    writer.text(ClickText.AGENT, AGENT, 0, AGENT.length);
    writer.end();
    return true;
  }

  @Test
  void whatIsNotedIsReadInOrderWhileMoreIsNoted() throws IOException {
    int clicks = 100_000;
    try (ClickJournal journal = open(64 * 1024, Long.MAX_VALUE);
        SegmentReader reader = new SegmentReader(journal.path())) {
      Thread writing =
          Thread.ofPlatform()
              .start(() -> {
                ClickWriter writer = journal.writer(0);
                for (int link = 0; link < clicks; ) {
                  if (note(writer, link)) {
                    link++;
                  } else {
                    Thread.onSpinWait();
                  }
                }
              });
      List<Long> links = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            for (Click click : reader.read(journal.position(), 1000).clicks()) {
              assertThat(click.text(ClickText.AGENT)).isEqualTo("Mozilla/5.0");
              assertThat(click.linkId()).isEqualTo(links.size());
              links.add(click.linkId());
            }
            return links.size() == clicks;
          });
      assertThat(writing.isAlive()).isFalse();
      assertThat(Segments.numbers(journal.path())).hasSizeGreaterThan(10);
    }
  }

  @Test
  void whatFindsNoRoomIsDroppedAndCountedAndNobodyWaits() throws IOException {
    try (ClickJournal journal = open(ClickRing.MIN_CAPACITY, 0)) {
      ClickWriter writer = journal.writer(0);
      int noted = 0;
      for (int link = 0; link < 1000; link++) {
        noted += note(writer, link) ? 1 : 0;
      }
      assertThat(noted).isBetween(10, 100);
      assertThat(registry.get("carom.clicks.dropped").functionCounter().count())
          .isEqualTo(1000 - noted);
    }
  }

  @Test
  void nobodyTakesTheJournalOfALivingProcess() throws Exception {
    try (ClickJournal journal = open(64 * 1024, Long.MAX_VALUE)) {
      assertThat(JournalFolder.takeAbandoned(journal.path())).isNull();
      // Looking must not have given up the lock, either: another process sees it.
      assertThat(lockedForOthers(journal.path().resolve("lock"))).isTrue();
    }
    Path abandoned = JournalFolder.paths(dir.resolve("journal")).getFirst();
    try (JournalFolder taken = JournalFolder.takeAbandoned(abandoned)) {
      assertThat(taken).isNotNull();
    }
  }

  private static boolean lockedForOthers(Path file) throws Exception {
    String program =
        """
        import java.nio.channels.FileChannel;
        import java.nio.file.*;
        class TryLock {
          public static void main(String[] args) throws Exception {
            try (var c = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
              System.exit(c.tryLock() == null ? 3 : 4);
            }
          }
        }
        """;
    Path source = Files.writeString(file.resolveSibling("TryLock.java"), program);
    String java = ProcessHandle.current().info().command().orElse("java");
    Process process =
        new ProcessBuilder(java, source.toString(), file.toString()).inheritIO().start();
    int status = process.waitFor();
    Files.delete(source);
    assertThat(status).isBetween(3, 4);
    return status == 3;
  }

  @Test
  void textsThatAreTooLongAreCutOff() throws IOException {
    byte[] text = "x".repeat(600).getBytes(StandardCharsets.US_ASCII);
    try (ClickJournal journal = open(64 * 1024, Long.MAX_VALUE);
        SegmentReader reader = new SegmentReader(journal.path())) {
      ClickWriter writer = journal.writer(0);
      assertThat(writer.begin(1, 2, 3, Click.HEAD)).isTrue();
      for (ClickText kind : ClickText.values()) {
        writer.text(kind, text, 0, text.length);
      }
      writer.end();
      Awaitility.await().until(() -> journal.position() > 0);
      Click click = reader.read(journal.position(), 10).clicks().getFirst();
      for (ClickText kind : ClickText.values()) {
        assertThat(click.text(kind)).isEqualTo("x".repeat(kind.maxBytes()));
      }
      assertThat(click.has(Click.HEAD)).isTrue();
      assertThat(click.has(Click.PREFETCH)).isFalse();
    }
  }
}
