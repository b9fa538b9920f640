package dev.carom.admin.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.admin.edge.LogFile.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFilesTest {

  @TempDir private Path folder;
  private Path current;
  private Duration later = Duration.ZERO;
  private LogFiles log;

  @BeforeEach
  void follow() {
    current = folder.resolve("access.log");
    InstantSource clock = () -> Instant.now().plus(later);
    log = new LogFiles(current, clock);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Path rotated(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void modified(Path file, Duration ago) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
  }

  private LogFile only() throws IOException {
    List<LogFile> files = log.files();
    assertThat(files).hasSize(1);
    return files.getFirst();
  }

  private List<String> names() throws IOException {
    return log.files().stream().map(file -> file.path().getFileName().toString()).toList();
  }

  private static List<String> texts(Batch batch) {
    return batch.lines().stream().map(line -> new String(line, UTF_8)).toList();
  }

  private static Batch read(LogFile file, long from) throws IOException {
    return file.read(from, 1000, 100);
  }

  @Test
  void thereIsNoFileUntilALineIsWhole() throws IOException {
    assertThat(log.files()).isEmpty();
    append(current, "");
    assertThat(log.files()).isEmpty();
    append(current, "on");
    assertThat(log.files()).isEmpty();
    append(current, "e\n");
    assertThat(texts(read(only(), 0))).containsExactly("one");
  }

  @Test
  void linesAreReadWithoutTheirEndsAndTheLastOneWhenItIsWhole() throws IOException {
    append(current, "one\n\ntwo\nthr");
    LogFile file = only();
    assertThat(file.size()).isEqualTo(12);
    Batch batch = read(file, 0);
    assertThat(texts(batch)).containsExactly("one", "", "two");
    assertThat(batch.to()).isEqualTo(9);
    assertThat(texts(read(file, 9))).isEmpty();
    assertThat(read(file, 9).to()).isEqualTo(9);
    append(current, "ee\n");
    batch = read(file, 9);
    assertThat(texts(batch)).containsExactly("three");
    assertThat(batch.to()).isEqualTo(15);
    assertThat(only().id()).isEqualTo(file.id());
  }

  @Test
  void batchesEndAfterSomeLines() throws IOException {
    append(current, "one\ntwo\nthree\n");
    Batch batch = only().read(0, 2, 100);
    assertThat(texts(batch)).containsExactly("one", "two");
    assertThat(batch.to()).isEqualTo(8);
    assertThat(texts(only().read(8, 2, 100))).containsExactly("three");
  }

  @Test
  void linesThatAreTooLongAreCountedAndNeverCut() throws IOException {
    String chunks = "x".repeat(200_000);
    append(current, "abcd\n" + chunks + "\nabc\n" + chunks);
    LogFile file = only();
    Batch batch = file.read(0, 100, 3);
    assertThat(texts(batch)).containsExactly("abc");
    assertThat(batch.tooLong()).isEqualTo(2);
    assertThat(batch.to()).isEqualTo(200_010);
    assertThat(file.read(200_010, 100, 3)).isEqualTo(new Batch(List.of(), 200_010, 0));
    append(current, "\nab\n");
    batch = file.read(200_010, 100, 3);
    assertThat(texts(batch)).containsExactly("ab");
    assertThat(batch.tooLong()).isEqualTo(1);
    assertThat(file.read(0, 1, 3)).isEqualTo(new Batch(List.of(), 5, 1));
  }

  @Test
  void siblingsThatAreNotCompressedAreOfTheLog() throws IOException {
    append(current, "current\n");
    Files.createDirectory(folder.resolve("access.log.d"));
    for (String name :
        List.of(
            "access.log.1",
            "access.log-20260714",
            "access.log.2.gz",
            "access.log.3.zst",
            "access.log.4.xz",
            "access.log.5.bz2",
            "access.log.6.GZ",
            "access.log2",
            "error.log.1",
            "xaccess.log.1",
            "access.lo")) {
      var _ = rotated(name, name + "\n");
    }
    assertThat(names())
        .containsExactlyInAnyOrder("access.log.1", "access.log-20260714", "access.log");
  }

  @Test
  void theOldestComesFirstAndTheCurrentLast() throws IOException {
    append(current, "current\n");
    modified(current, Duration.ofDays(9));
    modified(rotated("access.log.1", "b\n"), Duration.ofDays(1));
    modified(rotated("access.log.2", "a\n"), Duration.ofDays(2));
    modified(rotated("access.log-x", "c\n"), Duration.ofHours(3));
    assertThat(names())
        .containsExactly("access.log.2", "access.log.1", "access.log-x", "access.log");
  }

  @Test
  void renamedFilesAreTheSame() throws IOException {
    append(current, "one\ntwo\n");
    LogFile before = only();
    Path first = folder.resolve("access.log.1");
    Files.move(current, first);
    assertThat(read(before, 4)).isEqualTo(new Batch(List.of(), 4, 0));
    append(current, "three\nfour\n");
    assertThat(texts(read(before, 4))).isEmpty();
    append(first, "late\n");

    List<LogFile> files = log.files();
    assertThat(files).hasSize(2);
    assertThat(files.getFirst().id()).isEqualTo(before.id());
    assertThat(texts(read(files.getFirst(), 4))).containsExactly("two", "late");
    assertThat(files.getLast().id()).isNotEqualTo(before.id());
    assertThat(texts(read(files.getLast(), 0))).containsExactly("three", "four");
  }

  @Test
  void copyingAndTruncatingBeginsAnotherFile() throws IOException {
    append(current, "one\ntwo\n");
    LogFile before = only();
    Path copy = folder.resolve("access.log.1");
    var _ = Files.copy(current, copy);
    assertThat(only().id()).isEqualTo(before.id());

    Files.writeString(current, "");
    assertThat(read(before, 4)).isEqualTo(new Batch(List.of(), 4, 0));
    assertThat(only().path()).isEqualTo(copy.toAbsolutePath());
    assertThat(texts(read(only(), 4))).containsExactly("two");

    append(current, "uno\ndue\n");
    assertThat(read(before, 4)).isEqualTo(new Batch(List.of(), 4, 0));
    List<LogFile> files = log.files();
    assertThat(files.getFirst().id()).isEqualTo(before.id());
    assertThat(files.getLast().id()).isNotEqualTo(before.id());
    assertThat(texts(read(files.getLast(), 0))).containsExactly("uno", "due");
  }

  @Test
  void ofAFileAndItsCopyTheLongerOneIsRead() throws IOException {
    append(current, "one\ntwo\n");
    Path half = rotated("access.log.1", "one\nt");
    assertThat(only().path()).isEqualTo(current.toAbsolutePath());
    append(half, "wo\nthree\n");
    assertThat(only().path()).isEqualTo(half.toAbsolutePath());
  }

  @Test
  void theSamePlaceOnTheDiskMayHoldAnotherFile() throws IOException {
    append(current, "one\ntwo\n");
    LogFile before = only();
    Object inode = Files.getAttribute(current, "unix:ino");
    Files.writeString(current, "other\nlines\n", StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(Files.getAttribute(current, "unix:ino")).isEqualTo(inode);
    assertThat(only().id()).isNotEqualTo(before.id());
    assertThat(texts(read(before, 4))).isEmpty();
  }

  @Test
  void filesThatVanishOrShrinkHaveNothingToRead() throws IOException {
    append(current, "one\ntwo\n");
    LogFile file = only();
    Files.writeString(current, "one\n");
    assertThat(read(file, 8)).isEqualTo(new Batch(List.of(), 8, 0));
    Files.delete(current);
    assertThat(read(file, 4)).isEqualTo(new Batch(List.of(), 4, 0));
    assertThat(log.files()).isEmpty();
  }

  @Test
  void aRotatedFileThatRestsHasEnded() throws IOException {
    append(current, "one\ntwo");
    Path first = folder.resolve("access.log.1");
    Files.move(current, first);
    modified(first, Duration.ofHours(1));
    // Its last line may still be gone on with: it was renamed just now.
    assertThat(texts(read(only(), 0))).containsExactly("one");
    later = Duration.ofSeconds(59);
    assertThat(texts(read(only(), 4))).isEmpty();

    later = Duration.ofSeconds(90);
    LogFile ended = only();
    assertThat(texts(read(ended, 0))).containsExactly("one", "two");
    assertThat(read(ended, 4).to()).isEqualTo(7);
    assertThat(read(ended, 7)).isEqualTo(new Batch(List.of(), 7, 0));
    assertThat(texts(ended.read(0, 1, 100))).containsExactly("one");
    assertThat(ended.read(4, 9, 2)).isEqualTo(new Batch(List.of(), 7, 1));
    append(first, "!");
    assertThat(texts(read(ended, 4))).isEmpty();
  }

  @Test
  void theCurrentFileNeverEnds() throws IOException {
    append(current, "one\ntwo");
    later = Duration.ofDays(1);
    assertThat(texts(read(only(), 0))).containsExactly("one");
  }

  @Test
  void aRotatedFileMayHaveNoEndOfLineAtAll() throws IOException {
    var _ = rotated("access.log.1", "one");
    assertThat(log.files()).isEmpty();
    later = Duration.ofMinutes(2);
    assertThat(texts(read(only(), 0))).containsExactly("one");
  }

  @Test
  void aFileIsKnownByItsFirstLineHoweverLong() throws IOException {
    append(current, "\n\n" + "x".repeat(70_000));
    UUID id = only().id();
    append(current, "x".repeat(70_000) + "\nmore\n");
    assertThat(only().id()).isEqualTo(id);
    var _ = rotated("access.log.1", "\n\none\n");
    var _ = rotated("access.log.2", "\n\ntwo\n");
    assertThat(log.files()).hasSize(3);
  }

  @Test
  void aLogNeedNotHaveAFolderInItsName() {
    assertThat(new LogFiles(Path.of("access.log"), InstantSource.system())).isNotNull();
  }

  /** Whatever happens between two looks, each line is read once and in one piece. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyLineIsReadOnceThroughAnyRotation(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> written = new ArrayList<>();
    List<String> read = new ArrayList<>();
    Map<UUID, Long> positions = new HashMap<>();
    int rotations = 0;
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(8)) {
        case 0 -> rotate(++rotations, random.nextBoolean());
        case 1, 2, 3 -> {
          String line = "line " + step + "x".repeat(random.nextInt(50));
          written.add(line);
          int cut = random.nextInt(line.length());
          append(current, line.substring(0, cut));
          catchUp(positions, read, random);
          append(current, line.substring(cut) + "\n");
        }
        default -> catchUp(positions, read, random);
      }
    }
    for (int i = 0; i < written.size(); i++) {
      catchUp(positions, read, random);
    }
    assertThat(read).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(written);
  }

  private void rotate(int number, boolean byCopy) throws IOException {
    Path to = folder.resolve("access.log." + number);
    if (!Files.exists(current)) {
      return;
    }
    if (byCopy) {
      var _ = Files.copy(current, to);
      Files.writeString(current, "");
    } else {
      var _ = Files.move(current, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void catchUp(Map<UUID, Long> positions, List<String> read, Random random)
      throws IOException {
    for (LogFile file : log.files()) {
      Batch batch = file.read(positions.getOrDefault(file.id(), 0L), 1 + random.nextInt(5), 100);
      read.addAll(texts(batch));
      positions.put(file.id(), batch.to());
    }
  }
}
