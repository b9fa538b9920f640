package dev.carom.redirect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way of confusing servers about where a request ends, or one that must not confuse them.
 *
 * @param section of the RFC that decides it
 * @param statuses of all answers
 * @param keepAlive whether the connection goes on
 * @param bytes what the client sends, a character for a byte
 */
record CorpusCase(
    String name, String section, List<Integer> statuses, boolean keepAlive, String bytes) {

  private static final String FILE = "smuggling-corpus.txt";
  private static final String HOST = "Host: go.example\r\n";

  /** A request that nobody has sent as one. */
  static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";

  /** Reads the corpus, whose first lines explain its form. */
  static Stream<CorpusCase> all() {
    try (InputStream in = CorpusCase.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("no " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(CorpusCase::parse);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CorpusCase parse(String line) {
    String[] columns = line.split(" \\| ", 4);
    String[] expected = columns[2].split(" ", 2);
    if (!List.of("keep", "end").contains(expected[1])) {
      throw new IllegalStateException("neither keep nor end: " + line);
    }
    return new CorpusCase(
        columns[0],
        columns[1],
        Arrays.stream(expected[0].split(",")).map(Integer::valueOf).toList(),
        expected[1].equals("keep"),
        EscapedText.unescape(columns[3]).replace("{host}", HOST).replace("{smuggled}", SMUGGLED));
  }

  @Override
  public String toString() {
    return name + " (RFC " + section + ")";
  }
}
