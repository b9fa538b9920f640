package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class SoftwareIT {
  @TempDir Path dir;

  @Test
  void halfUnpackedFolderIsNotUsed() throws Exception {
    Path half = Files.createDirectories(dir.resolve("postgres-18.6.0.new/bin"));
    Files.writeString(half.resolve("postgres"), "half of it");
    Path folder = new Software(dir, Platform.current()).postgres(_ -> {});
    assertThat(folder).isEqualTo(dir.resolve("postgres-18.6.0"));
    assertThat(version(folder)).isEqualTo("postgres (PostgreSQL) 18.6");
    assertThat(half).doesNotExist();
  }

  @Test
  void killedUnpackingIsBegunAnew() throws Exception {
    try (OtherJvm other = OtherJvm.start("unpack", dir, false)) {
      assertThat(other.line()).startsWith("unpacking PostgreSQL 18.6.0");
      other.kill();
    }
    assertThat(dir.resolve("postgres-18.6.0")).doesNotExist();
    assertThat(version(new Software(dir, Platform.current()).postgres(_ -> {}))).endsWith("18.6");
  }

  @Test
  void onlyOneOfTwoJvmsUnpacks() throws Exception {
    try (OtherJvm one = OtherJvm.start("unpack", dir, false);
        OtherJvm two = OtherJvm.start("unpack", dir, false)) {
      String folder = dir.resolve("postgres-18.6.0").toString();
      String announcement = "unpacking PostgreSQL 18.6.0 (first start only)";
      String first = one.line();
      String second = two.line();
      assertThat(List.of(first, second)).containsExactlyInAnyOrder(announcement, folder);
      assertThat((first.equals(announcement) ? one : two).line()).isEqualTo(folder);
      assertThat(version(Path.of(folder))).endsWith("18.6");
    }
  }

  @Test
  void unpackedRedisRuns() throws Exception {
    Path program = new Software(dir, Platform.current()).redis(_ -> {});
    Programs.Result result = Programs.run(List.of(program.toString(), "--version"), dir);
    assertThat(result.output()).startsWith("Redis server v=6.2.");
  }

  @Test
  void entryOutsideTheFolderIsRefused() throws IOException {
    TarArchiveEntry file = new TarArchiveEntry("../outside");
    TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
    link.setLinkName("../../outside");
    for (TarArchiveEntry entry : List.of(file, link)) {
      Path target = Files.createDirectories(dir.resolve("target"));
      assertThatThrownBy(() -> TarXz.unpack(archive(entry), target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("outside");
    }
    assertThat(dir.resolve("outside")).doesNotExist();
  }

  private static ByteArrayInputStream archive(TarArchiveEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] content = entry.isSymbolicLink() ? new byte[0] : "x".getBytes(StandardCharsets.UTF_8);
    entry.setSize(content.length);
    try (var tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static String version(Path folder) throws IOException {
    String program = folder.resolve("bin/postgres").toString();
    return Programs.run(List.of(program, "--version"), folder).output();
  }
}
