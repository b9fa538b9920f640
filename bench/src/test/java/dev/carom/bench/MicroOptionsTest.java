package dev.carom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;

class MicroOptionsTest {

  private static Options toRun(String commandLine) {
    return MicroOptions.parse(List.of(commandLine.split(" ", -1))).toRun(Path.of("results.json"));
  }

  @Test
  void benchmarksAreAsLongAsTheySayUnlessInAHurry() {
    Options options = toRun("Code");
    assertThat(options.getForkCount().hasValue()).isFalse();
    assertThat(options.getMeasurementIterations().hasValue()).isFalse();
    assertThat(options.getIncludes()).containsExactly("Code");
  }

  @Test
  void aQuickRunIsShortInWhatWasNotAskedFor() {
    Options options = toRun("Code --quick -i 7 -w 2");
    assertThat(options.getForkCount().get()).isEqualTo(1);
    assertThat(options.getWarmupIterations().get()).isEqualTo(1);
    assertThat(options.getWarmupTime().get()).isEqualTo(TimeValue.seconds(2));
    assertThat(options.getMeasurementIterations().get()).isEqualTo(7);
    assertThat(options.getMeasurementTime().get()).isEqualTo(TimeValue.milliseconds(300));
    assertThat(options.getIncludes()).containsExactly("Code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Code",
        "-prof gc",
        "-prof gc:churn=true",
        "-prof org.openjdk.jmh.profile.GCProfiler"
      })
  void allocationIsProfiledOnce(String commandLine) {
    assertThat(toRun(commandLine).getProfilers()).hasSize(1);
  }

  @Test
  void otherProfilersStandBesideAllocation() {
    assertThat(toRun("-prof stack").getProfilers()).hasSize(2);
  }

  @Test
  void theFirstFailureEndsARunUnlessToldOtherwise() {
    assertThat(toRun("Code").shouldFailOnError().get()).isTrue();
    assertThat(toRun("-foe false").shouldFailOnError().get()).isFalse();
  }
}
