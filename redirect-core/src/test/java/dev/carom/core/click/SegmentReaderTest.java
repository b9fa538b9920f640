package dev.carom.core.click;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that other versions have written, byte by byte. */
class SegmentReaderTest {

  @TempDir private Path folder;
  private final ByteBuffer frame = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  @BeforeEach
  void begin() {
    frame.clear().position(Segments.FRAME_HEADER_BYTES);
  }

  private void text(int id, String text) {
    frame.put((byte) 1).putInt(id).putShort((short) text.length());
    frame.put(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void click(int kind, int link, int... rest) {
    frame.put((byte) kind).putInt(Click.HEAD).putLong(1).putLong(link).putLong(3);
    for (int number : rest) {
      frame.putInt(number);
    }
  }

  private void end() throws IOException {
    int length = frame.position();
    frame.putInt(0, length);
    CRC32C crc = new CRC32C();
    crc.update(frame.array(), 8, length - 8);
    frame.putInt(4, (int) crc.getValue());
    Files.write(
        folder.resolve("00000001.clicks"),
        ByteBuffer.allocate(length).put(frame.flip()).array(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    begin();
  }

  private SegmentReader.Batch read() throws IOException {
    try (SegmentReader reader = new SegmentReader(folder)) {
      return reader.read(Segments.position(2, 0), 100);
    }
  }

  @Test
  void clicksOfBeforeThereWereCitiesAreReadAsTheyWere() throws IOException {
    text(1, "Mozilla");
    text(2, "NZ");
    click(2, 7, 1, 0, 0, 2, 0);
    click(2, 8, 0, 0, 0, 0, 1);
    end();
    SegmentReader.Batch batch = read();
    assertThat(batch.damaged()).isZero();
    assertThat(batch.clicks()).extracting(Click::linkId).containsExactly(7L, 8L);
    Click first = batch.clicks().getFirst();
    assertThat(first.text(ClickText.AGENT)).isEqualTo("Mozilla");
    assertThat(first.text(ClickText.COUNTRY)).isEqualTo("NZ");
    assertThat(first.text(ClickText.CITY)).isNull();
    assertThat(batch.clicks().getLast().text(ClickText.CODE)).isEqualTo("Mozilla");
  }

  @Test
  void textsOfALaterVersionAreLeftOut() throws IOException {
    text(1, "Mozilla");
    frame.put((byte) 3).putInt(Click.HEAD).putLong(1).putLong(7).putLong(3).put((byte) 8);
    for (int id : new int[] {1, 0, 0, 0, 0, 0, 1, 99}) {
      frame.putInt(id);
    }
    end();
    SegmentReader.Batch batch = read();
    assertThat(batch.damaged()).isZero();
    assertThat(batch.clicks())
        .extracting(click -> click.text(ClickText.AGENT))
        .containsExactly("Mozilla");
  }

  @Test
  void fromAnEntryThatIsNotKnownTheRestOfItsFrameIsDamaged() throws IOException {
    click(2, 7, 0, 0, 0, 0, 0);
    click(4, 8, 0, 0, 0, 0, 0);
    end();
    click(2, 9, 0, 0, 0, 0, 0);
    end();
    SegmentReader.Batch batch = read();
    assertThat(batch.damaged()).isEqualTo(1);
    assertThat(batch.clicks()).extracting(Click::linkId).containsExactly(7L, 9L);
  }
}
