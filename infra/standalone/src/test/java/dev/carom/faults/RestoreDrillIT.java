package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Answer.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill of docs/operations.md: PostgreSQL and its disk are lost, and are restored by {@code
 * infra/backup}, once to a point in time before which all is well, and once to the end. Nobody
 * touches the servers of ours, which go on answering meanwhile.
 */
class RestoreDrillIT {

  private static final String ARCHIVE_TIMEOUT = "2s";

  @TempDir private Path folder;
  private Drill drill;
  private ArchivedPostgres postgres;

  @BeforeEach
  void open() throws Exception {
    drill = Drill.open(folder, ARCHIVE_TIMEOUT);
    postgres = drill.postgres();
  }

  @AfterEach
  void close() {
    drill.close();
  }

  @Test
  void whatIsRestoredIsFollowedAndCounted() throws Exception {
    List<String> early = drill.mint(12);
    drill.edit(early.subList(0, 4));
    drill.delete(early.get(4));
    drill.followAsExpected();
    String first = postgres.backUp();

    List<String> late = drill.mint(8);
    drill.edit(early.subList(5, 9));
    drill.delete(late.get(0));
    drill.followAsExpected();
    drill.awaitCounted();
    Map<String, Answer> atThePoint = drill.expected();
    String point = postgres.text("SELECT clock_timestamp()");

    List<String> lost = drill.mint(8);
    List<String> editedForNothing = new ArrayList<>(early.subList(6, 10));
    editedForNothing.add(late.get(1));
    drill.edit(editedForNothing);
    drill.delete(late.get(2));
    drill.followAsExpected();
    // What was counted is lost, and is to be counted again.
    drill.awaitCounted();
    // The newest base backup is of what is given up, and must not be taken.
    postgres.backUp();
    postgres.awaitArchived();
    long epoch = drill.epoch();
    String newer = drill.target(editedForNothing.getFirst());

    Instant destroyed = Instant.now();
    postgres.destroy();
    Map<String, Answer> meanwhile = drill.follow();
    assertThat(meanwhile.values())
        .as("answers without PostgreSQL")
        .hasAtLeastOneElementOfType(Target.class);
    System.out.print(postgres.restore("--to", point));
    Duration took = Duration.between(destroyed, Instant.now());
    assertThat(Truth.of(drill.database()).read()).isEqualTo(atThePoint);
    assertThat(drill.inRedis(editedForNothing.getFirst())).endsWith(newer);

    drill.goBackTo(atThePoint);
    drill.awaitRecovery(early.get(11));
    Duration edited = Duration.between(destroyed, Instant.now());
    drill.followAsExpected();
    assertThat(drill.expected()).containsEntry(lost.getFirst(), Answer.ABSENT);
    assertThat(drill.epoch()).isGreaterThan(epoch);
    drill.mint(8);
    drill.followAsExpected();
    drill.awaitCounted();
    System.out.printf(
        "Restore to a point: %d ms until recovered, %d ms until edited, %d redirects counted%n",
        took.toMillis(), edited.toMillis(), total());

    restoreToTheEnd(first, early);
  }

  private void restoreToTheEnd(String first, List<String> early) throws Exception {
    drill.mint(4);
    drill.edit(early.subList(5, 7));
    postgres.awaitArchived();
    long epoch = drill.epoch();
    Map<String, Answer> archived = drill.expected();
    Instant destroyed = Instant.now();
    postgres.destroy();
    drill.follow();
    String said = postgres.restore("--to", "latest");
    Duration took = Duration.between(destroyed, Instant.now());
    System.out.print(said);
    assertThat(said).as("the base backup that leads there").contains(first).contains("timeline 3");
    assertThat(Truth.of(drill.database()).read()).isEqualTo(withoutAbsent(archived));

    drill.awaitRecovery(early.get(11));
    drill.followAsExpected();
    assertThat(drill.epoch()).isGreaterThan(epoch);
    drill.mint(4);
    drill.followAsExpected();
    drill.awaitCounted();
    // Nothing comes later: a journal that was shipped twice would show by now.
    Thread.sleep(1500);
    assertThat(drill.counted()).isEqualTo(drill.redirected());
    String last = said.replaceAll("(?s).*recovered to (\\S+) (\\S+) UTC.*", "$1T$2Z");
    System.out.printf(
        "Restore to the end: %d ms lost, %d ms until recovered, %d redirects counted%n",
        Duration.between(Instant.parse(last), destroyed).toMillis(), took.toMillis(), total());
  }

  private static Map<String, Answer> withoutAbsent(Map<String, Answer> answers) {
    Map<String, Answer> links = new HashMap<>(answers);
    links.values().removeIf(Answer.ABSENT::equals);
    return links;
  }

  private long total() {
    return drill.redirected().values().stream().mapToLong(Long::longValue).sum();
  }
}
