package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other programs and the kernel say of a process. */
class ProcessFactsTest {

  private static final List<String> STRACE =
      List.of(
          "% time     seconds  usecs/call     calls    errors syscall",
          "------ ----------- ----------- --------- --------- ----------------",
          " 40.00    0.000400           3       200         3 read",
          " 30.00    0.000300           1       400           sendto",
          " 20.00    0.000200           1        50           epoll_wait",
          " 10.00    0.000100           1        70           epoll_ctl",
          "------ ----------- ----------- --------- --------- ----------------",
          "100.00    0.001000           1       720         3 total");

  @Test
  void systemCallsAreTheSumOfTheTable() {
    assertThat(Strace.calls(STRACE)).isEqualTo(720);
    assertThatExceptionOfType(MeasurementException.class)
        .isThrownBy(() -> Strace.calls(List.of("strace: Process 1 detached")));
  }

  @Test
  void theCollectorIsTheOneInUse() {
    assertThat(Collector.in(List.of("123:", "-XX:CICompilerCount=1 -XX:+UseSerialGC ")))
        .isEqualTo("Serial");
    assertThat(
            Collector.in(
                List.of(
                    "     bool UseAdaptiveSizeDecayMajorGCCost  = true   {product} {default}",
                    "     bool UseG1GC                          = true   {product} {ergonomic}",
                    "     bool UseZGC                           = false  {product} {default}")))
        .isEqualTo("G1");
    assertThat(Collector.in(List.of("-XX:-UseZGC"))).isEqualTo("unknown");
  }

  @Test
  void residentMemoryIsToldInKibibytes() throws IOException {
    assertThat(ResidentMemory.parse(List.of("VmHWM:\t  9 kB", "VmRSS:\t  2048 kB")))
        .isEqualTo(2L << 20);
    assertThat(ResidentMemory.bytes(ProcessHandle.current().pid())).isGreaterThan(10L << 20);
  }
}
