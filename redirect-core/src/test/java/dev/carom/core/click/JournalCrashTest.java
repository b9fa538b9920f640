package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a crash leaves behind: no click is found twice, or as one that never was. */
class JournalCrashTest {

  private static final int RING_BYTES = 16 * 1024;
  private static final int SEGMENT_BYTES = 8 * 1024;

  @TempDir private Path dir;

  private Random random = new Random(0);
  private JournalFolder folder;
  private SegmentWriter segments;
  private final List<ClickRing> rings = new ArrayList<>();
  private final List<ClickWriter> writers = new ArrayList<>();
  private final List<Map<Long, Click>> noted = new ArrayList<>();

  /** Clicks that were on the disk for certain, by their links. */
  private final Set<Long> synced = new HashSet<>();

  private long nextLink;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("carom.test.crashes", 100));
  }

  @BeforeEach
  void create() throws IOException {
    folder = JournalFolder.create(dir.resolve("journal"));
    segments = new SegmentWriter(folder.path(), 0, SEGMENT_BYTES);
  }

  private void open(long seed) throws IOException {
    random = new Random(seed);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      rings.add(ClickRing.create(folder.ring(dir, i), RING_BYTES));
      writers.add(new ClickWriter(rings.get(i)));
      noted.add(new HashMap<>());
    }
  }

  /** Lets go of everything, as the system does for a process that is killed. */
  private void kill() throws IOException {
    rings.forEach(ClickRing::close);
    folder.close();
  }

  private void note(int writer) {
    long link = nextLink++;
    Click click = new Click(random.nextLong(), link, random.nextLong(), random.nextInt(4), texts());
    if (writers.get(writer).begin(click.timeMillis(), link, click.visitor(), click.flags())) {
      for (ClickText kind : ClickText.values()) {
        String text = click.text(kind);
        if (text != null) {
          byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
          writers.get(writer).text(kind, bytes, 1, bytes.length - 1);
        }
      }
      writers.get(writer).end();
      noted.get(writer).put(link, click);
    }
  }

  @SuppressWarnings("EnumOrdinal") // It is the place in the list.
  private List<@Nullable String> texts() {
    @Nullable String[] texts = new @Nullable String[ClickText.count()];
    for (ClickText kind : ClickText.values()) {
      if (random.nextBoolean()) {
        String text = kind.name() + "x".repeat(random.nextInt(kind.maxBytes()));
        texts[kind.ordinal()] = text.substring(0, Math.min(text.length(), kind.maxBytes()));
      }
    }
    return Arrays.asList(texts);
  }

  /** Notes and drains at random, and is killed somewhere in the middle of a drain. */
  private void live() throws IOException {
    for (int round = random.nextInt(20); round >= 0; round--) {
      boolean killed = round == 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        note(random.nextInt(rings.size()));
      }
      List<Set<Long>> drained = noted.stream().map(map -> Set.copyOf(map.keySet())).toList();
      long[] produced = rings.stream().mapToLong(ClickRing::produced).toArray();
      int last = killed ? random.nextInt(rings.size() + 1) : rings.size();
      for (int i = 0; i < last; i++) {
        int _ = segments.append(rings.get(i), i, rings.get(i).consumed(), produced[i]);
      }
      if (killed && random.nextBoolean()) {
        return;
      }
      segments.sync();
      for (int i = 0; i < last; i++) {
        if (!killed || random.nextBoolean()) {
          rings.get(i).consume(produced[i]);
        }
        synced.addAll(drained.get(i));
      }
    }
  }

  private List<Click> recovered() throws IOException {
    Path path = JournalFolder.paths(dir.resolve("journal")).getFirst();
    JournalFolder taken = Objects.requireNonNull(JournalFolder.takeAbandoned(path));
    long end = ClickJournal.recover(taken, dir);
    List<Click> clicks = new ArrayList<>();
    try (SegmentReader reader = new SegmentReader(taken.path())) {
      long position = 0;
      while (position < end) {
        // As whoever ships starts again after every failure.
        reader.seek(position);
        SegmentReader.Batch batch = reader.read(end, 1 + random.nextInt(50));
        assertThat(batch.from()).isEqualTo(position);
        clicks.addAll(batch.clicks());
        position = batch.to();
      }
    }
    taken.close();
    return clicks;
  }

  private Map<Long, Click> allNoted() {
    Map<Long, Click> all = new HashMap<>();
    noted.forEach(all::putAll);
    return all;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aKilledProcessLosesNothing(long seed) throws IOException {
    open(seed);
    live();
    kill();
    assertThat(recovered()).containsExactlyInAnyOrderElementsOf(allNoted().values());
    try (var files = Files.list(dir)) {
      assertThat(files.filter(file -> file.toString().endsWith(".ring"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aMachineThatCrashesLosesWhatWasNotSynced(long seed) throws IOException {
    open(seed);
    live();
    long end = segments.synced();
    kill();
    for (int i = 0; i < rings.size(); i++) {
      Files.delete(folder.ring(dir, i));
    }
    damageAfter(end);
    List<Click> found = recovered();
    Map<Long, Click> all = allNoted();
    assertThat(found)
        .doesNotHaveDuplicates()
        .allMatch(click -> click.equals(all.get(click.linkId())));
    assertThat(found.stream().map(Click::linkId)).containsAll(synced);
  }

  @Test
  void whatIsTriedAgainIsNotFoundTwice() throws IOException {
    for (int i = 0; i < 2; i++) {
      rings.add(ClickRing.create(folder.ring(dir, i), RING_BYTES));
      writers.add(new ClickWriter(rings.get(i)));
      noted.add(new HashMap<>());
    }
    Path obstacle = Files.createDirectory(Segments.file(folder.path(), 2));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 110; i++) {
        note(i % 2);
      }
      if (round == 2) {
        Files.delete(obstacle);
      }
      try {
        for (int i = 0; i < 2; i++) {
          int _ =
              segments.append(rings.get(i), i, rings.get(i).consumed(), rings.get(i).produced());
        }
        segments.sync();
        rings.forEach(ring -> ring.consume(ring.produced()));
      } catch (IOException e) {
        assertThat(round).as("another segment is begun").isLessThan(2);
      }
    }
    kill();
    assertThat(recovered()).containsExactlyInAnyOrderElementsOf(allNoted().values());
  }

  /** Whatever was written after a position is cut off, zeroed or turned into something else. */
  private void damageAfter(long position) throws IOException {
    for (int number : Segments.numbers(folder.path())) {
      int from =
          number < Segments.segment(position)
              ? Integer.MAX_VALUE
              : number == Segments.segment(position) ? Segments.offset(position) : 0;
      Path file = Segments.file(folder.path(), number);
      int length = (int) Files.size(file);
      if (from >= length) {
        continue;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        int at = from + random.nextInt(length - from);
        if (random.nextBoolean()) {
          var _ = channel.truncate(at);
        } else {
          byte[] page = new byte[Math.min(512, length - at)];
          if (random.nextBoolean()) {
            random.nextBytes(page);
          }
          var _ = channel.write(ByteBuffer.wrap(page), at);
        }
      }
    }
  }
}
