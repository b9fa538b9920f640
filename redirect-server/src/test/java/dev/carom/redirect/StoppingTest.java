package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told when the server begins to stop between two looks at whether it does. */
class StoppingTest {

  private static final byte[] REQUEST = "GET /hit HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionThatWasToGoOnDoes(boolean fastPath) {
    try (PipelineFixture server = new PipelineFixture(fastPath, Map.of())) {
      MemoryChannel channel = server.stoppingAsItAnswers();
      channel.receive(REQUEST, BufferShape.HEAP);
      assertThat(SentAnswers.parse(channel.sent()).statuses()).containsExactly(302);
      assertThat(channel.sent()).doesNotContainIgnoringCase("connection: close");
      assertThat(channel.isEnded()).isFalse();
      channel.receive(REQUEST, BufferShape.HEAP);
      assertThat(SentAnswers.parse(channel.sent()).statuses()).containsExactly(302, 302);
      assertThat(channel.sent()).containsIgnoringCase("connection: close");
      assertThat(channel.isEnded()).isTrue();
      channel.finishAndReleaseAll();
    }
  }
}
