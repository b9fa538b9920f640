package dev.carom.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.faults.ArchivedPostgres.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts of {@code infra/backup} refuse, and what they leave when they are cut short. */
class BackupScriptsIT {

  @TempDir private static Path folder;
  private static ArchivedPostgres postgres;

  @BeforeAll
  static void create() throws Exception {
    postgres = ArchivedPostgres.create(folder, "1min");
    postgres.execute("CREATE TABLE note (text text)");
    postgres.backUp();
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  private static Run root(String script, String... arguments) throws Exception {
    String[] all =
        Stream.concat(Stream.of("--root", postgres.root().toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return postgres.script(script, all);
  }

  private static void assertRefused(Run run, String why) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains(why);
  }

  @Test
  void wrongOptionsAreNamed() throws Exception {
    assertRefused(postgres.script("backup.sh"), "--root is missing");
    assertRefused(postgres.script("backup.sh", "--root"), "--root needs a value");
    assertRefused(postgres.script("backup.sh", "--root", "/nowhere"), "there is no folder base");
    assertRefused(root("backup.sh", "--rooot", "x"), "--rooot is no option: there are --root");
    assertRefused(root("backup.sh", "--root", "/tmp"), "--root is given twice");
    assertRefused(root("retain.sh"), "--keep is missing");
    assertRefused(root("retain.sh", "--keep", "0"), "--keep 0: must be a whole number, 1 or more");
    assertRefused(root("retain.sh", "--keep", "some"), "--keep some: must be a whole number");
    assertRefused(root("check.sh", "--wal-minutes", "-1"), "--wal-minutes -1: must be");
    assertRefused(root("restore.sh"), "--data is missing");
    assertRefused(root("restore.sh", "--data", "/nowhere"), "--data /nowhere: must be a folder of");
  }

  @Test
  void restoreRefusesWhatItCannotReach() throws Exception {
    String data = postgres.root().resolveSibling("target").toString();
    postgres.makeFolder(Path.of(data));
    for (String to : List.of("yesterday", "2026-01-01 10:00:00", "2026-13-01 10:00:00Z")) {
      assertRefused(
          root("restore.sh", "--data", data, "--to", to),
          "--to " + to + ": must be latest, or a time with its zone");
    }
    assertRefused(root("restore.sh", "--data", data), "--to is missing");
    assertRefused(
        root("restore.sh", "--data", data, "--to", "latest", "--to-name", "x"), "only one of them");
    assertRefused(root("restore.sh", "--data", data, "--to", "2126-01-01 10:00:00Z"), "the future");
    assertRefused(
        root("restore.sh", "--data", data, "--to", "2020-01-01 10:00:00Z"),
        "there is no base backup  that was finished by then");
    assertRefused(
        root("restore.sh", "--data", data, "--to", "latest", "--timeline", "7"), "--timeline 7");
    assertRefused(
        root("restore.sh", "--data", postgres.data().toString(), "--to", "latest"), "is not empty");
    assertThat(Path.of(data)).isEmptyDirectory();
  }

  @Test
  void theArchiveKeepsWhatItHas() throws Exception {
    Path archive = postgres.root().resolveSibling("archive");
    postgres.makeFolder(archive);
    Path wal = postgres.root().resolveSibling("wal-file");
    String name = "0000000100000000000000AA";
    Files.writeString(wal, "a segment");
    assertThat(archive(archive, wal, name).exitCode()).isZero();
    assertThat(archive(archive, wal, name).exitCode()).as("the same again").isZero();
    Files.writeString(wal, "another one", StandardOpenOption.TRUNCATE_EXISTING);
    assertRefused(archive(archive, wal, name), "is there already and is not the same");
    assertRefused(archive(archive, wal, "../passwd"), "is no file of the WAL");
    assertRefused(archive(archive.resolve("not-mounted"), wal, name), "there is no folder");
    assertRefused(archive(archive, wal.resolveSibling("none"), name.replace("AA", "AB")), "none");
    try (Stream<Path> kept = Files.list(archive)) {
      assertThat(kept).as("nothing half written").containsExactly(archive.resolve(name + ".gz"));
    }
    Path fetched = postgres.root().resolveSibling("fetched");
    Run back = postgres.script("fetch.sh", archive.toString(), name, fetched.toString());
    assertThat(back.exitCode()).isZero();
    assertThat(fetched).hasContent("a segment");
    assertThat(fetch(archive, "0000000100000000000000AB")).as("no such file").isEqualTo(1);
    Files.writeString(archive.resolve(name + ".gz"), "damaged");
    assertThat(fetch(archive, name)).as("not the end of the archive").isEqualTo(126);
    assertThat(fetch(archive.resolve("not-mounted"), name)).isEqualTo(126);
  }

  private static Run archive(Path archive, Path file, String name) throws Exception {
    return postgres.script("archive.sh", archive.toString(), file.toString(), name);
  }

  private static int fetch(Path archive, String name) throws Exception {
    Path to = postgres.root().resolveSibling("not-there");
    return postgres.script("fetch.sh", archive.toString(), name, to.toString()).exitCode();
  }

  @Test
  void aBackupThatIsCutShortHasNoName() throws Exception {
    List<String> before = postgres.backups();
    postgres.execute("ALTER ROLE carom_backup NOREPLICATION");
    try {
      Run run = root("backup.sh");
      assertThat(run.exitCode()).as(run.output()).isNotZero();
    } finally {
      postgres.execute("ALTER ROLE carom_backup REPLICATION");
    }
    assertThat(postgres.backups()).isEqualTo(before);
    // Killed before it could clean up, the next one does.
    postgres.makeFolder(postgres.base().resolve(".draft-20260101T000000Z"));
    postgres.backUp();
    assertThat(postgres.backups()).hasSize(before.size() + 1);
    assertThat(postgres.base().resolve(".draft-20260101T000000Z")).doesNotExist();
  }

  @Test
  void whatIsRetainedCanBeRestored() throws Exception {
    String oldest = postgres.backUp();
    postgres.execute("INSERT INTO note VALUES ('after the oldest')");
    postgres.archiveNow();
    postgres.execute("SELECT pg_create_restore_point('before the newest')");
    postgres.execute("INSERT INTO note VALUES ('too late')");
    String newest = postgres.backUp();
    postgres.archiveNow();
    root("check.sh").mustSucceed();
    long segments = segments();
    Path damage = postgres.base().resolve(newest).resolve("data/base/not-of-the-manifest");
    Files.createFile(damage);
    assertRefused(root("retain.sh", "--keep", "1"), "is damaged, so nothing is deleted");
    assertThat(postgres.backups()).contains(oldest);
    Files.delete(damage);
    root("retain.sh", "--keep", "2").mustSucceed();
    assertThat(postgres.backups()).containsExactly(oldest, newest);
    assertThat(segments()).isLessThan(segments);
    root("check.sh").mustSucceed();

    postgres.destroy();
    assertThat(postgres.restore("--to-name", "before the newest")).contains(oldest);
    assertThat(notes()).isEqualTo("after the oldest");

    // What was given up can be had all the same.
    postgres.destroy();
    postgres.restore("--to", "latest", "--timeline", "1");
    assertThat(notes()).isEqualTo("after the oldest, too late");

    // The disk of the lost server has what was not archived yet.
    postgres.execute("INSERT INTO note VALUES ('not archived')");
    postgres.kill();
    Path lost = postgres.data().resolveSibling("lost");
    Files.move(postgres.data(), lost);
    postgres.emptyData();
    postgres.restore("--to", "latest", "--wal", lost.resolve("pg_wal").toString());
    assertThat(notes()).isEqualTo("after the oldest, too late, not archived");

    root("check.sh").mustSucceed();
    String gap = postgres.text("SELECT pg_walfile_name(pg_current_wal_lsn())");
    postgres.execute("INSERT INTO note VALUES ('in the gap')");
    postgres.archiveNow();
    postgres.execute("INSERT INTO note VALUES ('after the gap')");
    postgres.archiveNow();
    Files.delete(postgres.archive().resolve(gap + ".gz"));
    assertRefused(root("check.sh"), "WAL segment " + gap + " is missing");
  }

  private static String notes() {
    return postgres.text("SELECT string_agg(text, ', ') FROM note");
  }

  private static long segments() throws IOException {
    try (Stream<Path> files = Files.list(postgres.archive())) {
      return files.filter(file -> file.toString().matches(".*/[0-9A-F]{24}\\.gz")).count();
    }
  }
}
