package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.bench.peers.LoadResult.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class LoadResultTest {

  private static LoadResult parse(String answered, String latency, String refused) {
    return JsonMapper.shared()
        .readValue(
            """
            {"mode": "open", "durationSeconds": 3.0, "sent": 300, "answered": %s,
             "errors": {"timeout": 0, "status": 0, "connection": 0, "shed": 0},
             "answeredPerSecond": 100.5, "latencyMicros": %s,
             "latenessMicros": {"p50": 1, "p99": 2, "max": 3},
             "refused": %s, "startedAt": "2026-11-22T10:00:00.123456Z", "something": "new"}
            """
                .formatted(answered, latency, refused),
            LoadResult.class);
  }

  @Test
  void aGoodRunHasNoObjection() {
    String latency =
        """
        {"p50": 1, "p90": 2, "p99": 3, "p999": 4, "p9999": 5, "max": 6, "mean": 1.5}\
        """;
    LoadResult result = parse("300", latency, "null");
    assertThat(result.objection()).isNull();
    assertThat(result.refused()).isNull();
    assertThat(result.answeredPerSecond()).isEqualTo(100.5);
    assertThat(result.requireLatency().p999()).isEqualTo(4);
    assertThat(result.startedAt()).isEqualTo("2026-11-22T10:00:00.123456Z");
  }

  @Test
  void aClosedLoopHasNoLatencies() {
    LoadResult result = parse("300", "null", "null");
    assertThat(result.objection()).isNull();
    assertThatExceptionOfType(MeasurementException.class).isThrownBy(result::requireLatency);
  }

  @Test
  void whatTheDriverRefusesIsKnown() {
    assertThat(parse("300", "null", "\"too late\"").refused()).isEqualTo("too late");
  }

  @Test
  void silenceIsNoMeasurement() {
    assertThat(parse("0", "null", "null").objection()).isEqualTo("nothing was answered");
  }

  @ParameterizedTest
  @CsvSource({"1,0,0,0", "0,1,0,0", "0,0,1,0", "0,0,0,1"})
  void oneErrorOfAnyKindIsTooMany(long timeout, long status, long connection, long shed) {
    Errors errors = new Errors(timeout, status, connection, shed);
    assertThat(SampleRuns.load(100, 3, errors).objection()).startsWith("1 requests went wrong");
  }
}
