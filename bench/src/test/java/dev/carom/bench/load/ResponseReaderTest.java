package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

  private static final String REDIRECT =
      """
      HTTP/1.1 302 Found
      Location: https://example.com/
      content-LENGTH: \t5\s
      Connection: keep-alive


      \s
      """
          .replace("\n", "\r\n");
  private static final String EMPTY = "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n";
  private static final String CHUNKED =
      """
      HTTP/1.1 200 OK
      Transfer-Encoding: Chunked

      A;x=y
      0123
      6789
      01

      0
      Trailer: x

      """
          .replace("\n", "\r\n")
          .replace("01\r\n\r\n", "1\r\n\n\r\n");
  private static final String BODILESS = "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n";
  private static final String LAST =
      "HTTP/1.1 302 Found\r\nCONNECTION: Close\r\nContent-Length: 0\r\n\r\n";
  private static final String ALL = REDIRECT + EMPTY + CHUNKED + BODILESS + REDIRECT + LAST;

  private final List<String> answers = new ArrayList<>();
  private final ResponseReader reader =
      new ResponseReader((status, last) -> {
        answers.add(status + (last ? " last" : ""));
        return !last;
      });

  private void read(String text) throws UnreadableResponseException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    reader.read(bytes, bytes.length);
  }

  private void assertAll() {
    assertThat(answers).containsExactly("302", "404", "200", "304", "302", "302 last");
  }

  @Test
  void pipelinedResponsesAreFoundInOneRead() throws UnreadableResponseException {
    read(ALL);
    assertAll();
  }

  @Test
  void responsesMayBeCutAnywhere() throws UnreadableResponseException {
    for (int cut = 0; cut <= ALL.length(); cut++) {
      answers.clear();
      read(ALL.substring(0, cut));
      read(ALL.substring(cut));
      assertAll();
    }
  }

  @Test
  void responsesMayComeByteByByte() throws UnreadableResponseException {
    for (int i = 0; i < ALL.length(); i++) {
      read(ALL.substring(i, i + 1));
    }
    assertAll();
  }

  @Test
  void anAnswerIsToldNoSoonerThanItsLastByte() throws UnreadableResponseException {
    for (String response : List.of(REDIRECT, EMPTY, CHUNKED, BODILESS)) {
      answers.clear();
      read(response.substring(0, response.length() - 1));
      assertThat(answers).isEmpty();
      read(response.substring(response.length() - 1));
      assertThat(answers).hasSize(1);
    }
  }

  @Test
  void nothingIsReadAfterWhatTheReceiverCallsTheLast() throws UnreadableResponseException {
    read(LAST + EMPTY);
    assertThat(answers).containsExactly("302 last");
  }

  @Test
  void linesHaveABound() throws UnreadableResponseException {
    read("HTTP/1.1 302 Found\r\nLocation: ");
    String much = "x".repeat(8 * 1024);
    read(much);
    assertThatThrownBy(() -> read(much)).isInstanceOf(UnreadableResponseException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 302 Found\r\n",
        "HTTP/1.1  302 Found\r\n",
        "HTTP/1.1 302\r\n",
        "HTTP/1.1 3O2 Found\r\n",
        "HTTP/1.1 3020 Found\r\n",
        "HTTP/1.1 100 Continue\r\n",
        "HTTP/1.1 600 What\r\n",
        "http/1.1 302 Found\r\n",
        "HTTP/1.1 302 Found\n",
        "\r\nHTTP/1.1 302 Found\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 0\n",
        "HTTP/1.1 302 Found\r\nContent-Length : 0\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nContent-Length: 0\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: -1\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 1, 1\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length:\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 9999999999\r\n",
        "HTTP/1.1 302 Found\r\nno field\r\n",
        "HTTP/1.1 302 Found\r\n: no name\r\n",
        "HTTP/1.1 302 Found\r\nA: b\r\n folded\r\n",
        "HTTP/1.1 302 Found\r\n\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: gzip, chunked\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 302 Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n"
      })
  void whatIsNoResponseIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableResponseException.class);
    assertThat(answers).isEmpty();
  }
}
