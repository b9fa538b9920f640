package dev.carom.core.click;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one journal, and positions in them.
 *
 * <pre>
 *   segment   frames, one after the other
 *   frame      0 length of all of it   4 CRC-32C of all that follows   8 ring   12 clicks
 *             16 up to where the ring is in it (8)
 *             24 entries: texts before their first use in the segment, and clicks
 *   text       0 TEXT   1 id (4)   5 length (2)   7 bytes
 *   click      0 CLICK  1 flags (4)   5 time (8)   13 link (8)   21 visitor (8)
 *             29 how many ids of texts follow (1)   30 ids (4 each), up to the last that is there
 * </pre>
 *
 * <p>Everything is little-endian. A segment can be read by itself. Journals of before there were
 * cities have {@link #CLICK_OF_FIVE} instead: the ids of five texts follow the visitor at once.
 */
final class Segments {

  static final int FRAME_HEADER_BYTES = 24;
  static final int CRC_AT = 4;
  static final int CHECKED_FROM = 8;
  static final int RING_AT = 8;
  static final int CLICKS_AT = 12;
  static final int UP_TO_AT = 16;

  static final byte TEXT = 1;
  static final byte CLICK_OF_FIVE = 2;
  static final byte CLICK = 3;
  static final int TEXT_HEADER_BYTES = 7;
  static final int MAX_CLICK_BYTES = 30 + Integer.BYTES * ClickText.count();

  /** The most that a frame can be. */
  static final int MAX_FRAME_BYTES = 256 * 1024;

  private static final String SUFFIX = ".clicks";

  private Segments() {}

  /**
   * A place in a journal: a segment's number and how far into it, so that a later place is a
   * greater number.
   */
  static long position(int segment, int offset) {
    return (long) segment << Integer.SIZE | offset;
  }

  static int segment(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  static int offset(long position) {
    return (int) position;
  }

  static Path file(Path folder, int number) {
    return folder.resolve("%08d".formatted(number) + SUFFIX);
  }

  /** Returns the numbers of the segments that are there, in order. */
  static List<Integer> numbers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d{8}" + SUFFIX.replace(".", "\\.")))
          .map(name -> Integer.valueOf(name.substring(0, 8)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Makes the entries of a folder, new files that is, as durable as what is in them. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
