package dev.carom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "amd64, LINUX_AMD64",
    "x86_64, LINUX_AMD64",
    "aarch64, LINUX_ARM64",
    "arm64, LINUX_ARM64"
  })
  void linuxIsSupportedOnTwoProcessors(String processor, Platform platform) {
    assertThat(Platform.of("Linux", processor)).isEqualTo(platform);
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, riscv64"})
  void otherSystemsAreToldWhatIsSupported(String system, String processor) {
    assertThatThrownBy(() -> Platform.of(system, processor))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessage(
            "embedded PostgreSQL and Redis run on Linux amd64 and Linux arm64 (with glibc), not on "
                + system
                + " "
                + processor);
  }

  @ParameterizedTest
  @EnumSource
  void binariesAreOnTheClassPath(Platform platform) {
    assertThat(Platform.class.getResource(platform.postgresArchive())).isNotNull();
    assertThat(Platform.class.getResource(platform.redisProgram())).isNotNull();
  }

  /** From 7.4 on Redis is under other licences than BSD's. */
  @ParameterizedTest
  @EnumSource
  void redisIsOneUnderItsFirstLicence(Platform platform) {
    assertThat(platform.redisProgram()).matches("/redis-server-(6|7\\.[0-2])\\..*");
  }

  @Test
  void thisMachineIsSupported() {
    assertThat(Platform.current()).isNotNull();
  }
}
