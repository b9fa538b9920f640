package dev.carom.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.bench.UsageException;
import dev.carom.core.lifecycle.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundTest {

  private static final Bound BOUND = new Bound("calls", 2);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final GateCommand gate =
      new GateCommand(
          Path.of("nowhere"), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

  @Test
  void aBoundThatIsCrossedIsAFailureAndNamed() {
    assertThat(gate.tell(List.of(BOUND.counted(1), BOUND.counted(2.25))))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString(UTF_8).lines())
        .containsExactly("calls: 1.000, at most 2.0: kept", "calls: 2.250, at most 2.0: CROSSED");
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "carom bench: a redirect costs more than it may: calls: 2.250, at most 2.0: CROSSED"
                + System.lineSeparator());
  }

  @Test
  void whatIsKeptOrCannotBeCountedIsNoFailure() {
    assertThat(gate.tell(List.of(BOUND.counted(2), BOUND.leftOut("no strace"))))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString(UTF_8)).contains("calls: left out: no strace");
    assertThat(err.size()).isZero();
  }

  @Test
  void noNumberIsNoReasonToPass() {
    assertThat(gate.tell(List.of(BOUND.counted(Double.NaN)))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void wrongUsageIsRefused() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> gate.run(List.of("--quick")))
        .withMessage("unknown option --quick");
  }
}
