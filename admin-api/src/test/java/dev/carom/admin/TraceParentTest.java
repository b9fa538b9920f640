package dev.carom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places in a trace are taken from clients. */
class TraceParentTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String FORM = "00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]";

  private static TraceParent of(String... told) {
    RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.GET, "/");
    for (String field : told) {
      headers.add(TraceParent.HEADER, field);
    }
    return TraceParent.of(headers.build());
  }

  @ParameterizedTest
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, 00",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe, 00",
    "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, 01",
    "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-and-more, 00",
  })
  void aTraceIsContinuedByASpanOfOurOwn(String told, String flags) {
    TraceParent place = of(told);
    assertThat(place.toString()).matches(FORM).startsWith("00-" + TRACE + "-").endsWith(flags);
    assertThat(place.spanId()).isNotEqualTo(SPAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-000",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00.more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_00",
      })
  void whatIsNotValidBeginsATrace(String told) {
    assertThat(of(told).toString()).matches(FORM).doesNotContain(TRACE).endsWith("-00");
  }

  @Test
  void ofTwoNeitherIsTaken() {
    String told = "00-%s-%s-01".formatted(TRACE, SPAN);
    assertThat(of(told, told).traceId()).isNotEqualTo(TRACE);
    assertThat(of(told + "-" + "x".repeat(128)).traceId()).isNotEqualTo(TRACE);
    assertThat(of("01" + told.substring(2) + "-" + "x".repeat(128)).traceId()).isNotEqualTo(TRACE);
  }

  @Test
  void noTwoBeginTheSame() {
    assertThat(of().traceId()).isNotEqualTo(of().traceId());
    assertThat(of().toString()).matches(FORM).endsWith("-00");
  }
}
