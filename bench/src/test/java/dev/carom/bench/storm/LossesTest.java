package dev.carom.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.peers.LoadResult;
import dev.carom.bench.storm.Newcomers.Loss;
import dev.carom.bench.storm.Newcomers.Way;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossesTest {

  private static final LoadResult.Errors NONE = new LoadResult.Errors(0, 0, 0, 0);

  @Test
  void everyKindOfErrorIsALoss() {
    Losses losses =
        new Losses(new LoadResult.Errors(1, 2, 3, 4), List.of(loss(Way.RESET), loss(Way.WRONG)));
    assertThat(losses.sum()).isEqualTo(12);
  }

  @Test
  void lossesAreCountedByWay() {
    Losses losses = new Losses(NONE, List.of(loss(Way.RESET), loss(Way.RESET), loss(Way.TIMEOUT)));
    assertThat(losses.count(Way.RESET)).isEqualTo(2);
    assertThat(losses.count(Way.REFUSED)).isZero();
    assertThat(Losses.byReason(losses.newcomers()))
        .containsExactly(java.util.Map.entry("RESET x", 2L), java.util.Map.entry("TIMEOUT x", 1L));
  }

  @Test
  void onlyAWholeRedirectIsARightAnswer() {
    assertThat(Newcomers.wayOf("HTTP/1.1 302 Found\r\nLocation: x\r\n\r\n")).isNull();
    assertThat(Newcomers.wayOf("HTTP/1.1 302 Found\r\nLoc")).isEqualTo(Way.WRONG);
    assertThat(Newcomers.wayOf("HTTP/1.1 503 x\r\n\r\n")).isEqualTo(Way.WRONG);
    assertThat(Newcomers.wayOf("")).isEqualTo(Way.CLOSED);
  }

  @Test
  void exceptionsTellHowARequestWasLost() {
    assertThat(Newcomers.wayOf(new ConnectException())).isEqualTo(Way.REFUSED);
    assertThat(Newcomers.wayOf(new SocketTimeoutException())).isEqualTo(Way.TIMEOUT);
    assertThat(Newcomers.wayOf(new SocketException("Connection reset"))).isEqualTo(Way.RESET);
    assertThat(Newcomers.wayOf(new IOException("Broken pipe"))).isEqualTo(Way.RESET);
  }

  private static Loss loss(Way way) {
    return new Loss(Instant.EPOCH, way, "x");
  }
}
