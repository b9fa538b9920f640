package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.Cluster.Programs;
import dev.carom.faults.Rehearsal.Minted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that knows little of what came after it. */
class RestoreIT {

  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @TempDir private static Path folder;
  private static Rehearsal rehearsal;

  private Restores restores;

  @BeforeAll
  static void open() throws Exception {
    rehearsal = Rehearsal.open(folder, Programs.OURS);
  }

  @AfterAll
  static void close() {
    rehearsal.close();
  }

  @BeforeEach
  void backUp() throws Exception {
    restores = new Restores(rehearsal.cluster(), rehearsal.history());
  }

  @AfterEach
  void forgetBackups() throws Exception {
    restores.forget();
  }

  private void restart() throws InterruptedException {
    rehearsal.cluster().postgres().kill();
    rehearsal.cluster().postgres().start();
    rehearsal.editAtLast(rehearsal.mint());
  }

  private void restore() throws Exception {
    restores.restore(false);
    rehearsal.editAtLast(rehearsal.mint());
  }

  private List<String> mint(int count) throws InterruptedException {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      codes.add(rehearsal.mint().code());
    }
    return codes;
  }

  @Test
  void codesAreGivenOutOnceThoughTheServerWasRestartedSinceTheBackup() throws Exception {
    restart();
    List<String> lost = mint(20);
    restore();
    assertThat(mint(20)).doesNotContainAnyElementsOf(lost);
  }

  @Test
  void codesAreGivenOutOnceThoughABackupIsRestoredTwice() throws Exception {
    restore();
    List<String> lost = mint(20);
    restore();
    assertThat(mint(20)).doesNotContainAnyElementsOf(lost);
  }

  @Test
  void codesAreGivenOutOnceByABusyInstallationThatWasRestarted() throws Exception {
    rehearsal
        .cluster()
        .database()
        .execute("SELECT setval('link_id', nextval('link_id') + 1000000)");
    restores.backUpAgain();
    restart();
    List<String> lost = mint(20);
    restart();
    lost.addAll(mint(20));
    restore();
    assertThat(mint(20)).doesNotContainAnyElementsOf(lost);
  }

  @Test
  void editsAreToldThoughABackupIsRestoredTwice() throws Exception {
    Minted link = rehearsal.mint();
    restores.backUpAgain();
    restore();
    for (int i = 0; i < 20; i++) {
      rehearsal.edit(link);
    }
    restore();
    for (int i = 0; i < 5; i++) {
      rehearsal.follow(link, Duration.ofMillis(200));
      rehearsal.edit(link);
      rehearsal.follow(link, Duration.ofMillis(200));
    }
    assertThat(Violation.stories(rehearsal.history().violations())).isEmpty();
  }

  @Test
  void redisDoesNotBringBackWhatWasLost() throws Exception {
    Minted link = rehearsal.mint();
    restores.backUpAgain();
    restart();
    restart();
    rehearsal.edit(link);
    rehearsal.follow(link, A_WHILE);
    restore();
    Thread.sleep(2500);
    rehearsal.follow(link, A_WHILE);
    assertThat(Violation.stories(rehearsal.history().violations())).isEmpty();
  }
}
