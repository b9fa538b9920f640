package dev.carom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlagsTest {

  private final Problems problems = new Problems();

  @Test
  void valueIsEverythingAfterTheFirstEqualsSign() {
    Flags flags = new Flags(List.of("--a.b=x=y", "--c="), problems);

    assertThat(flags.settings())
        .containsExactly(new Setting("a.b", "x=y", "flag --a.b"), new Setting("c", "", "flag --c"));
    assertThat(flags.config()).isNull();
  }

  @Test
  void fileIsNamedInEitherForm() {
    assertThat(new Flags(List.of("--config", "a=b", "--c=d"), problems).config())
        .isEqualTo(Path.of("a=b"));
    assertThat(new Flags(List.of("--config=a=b"), problems).config()).isEqualTo(Path.of("a=b"));
    problems.throwIfAny();
  }

  @Test
  void everyOtherFormIsAProblemThatShowsNoValue() {
    Flags flags =
        new Flags(
            List.of(
                "--code.secret",
                "hunter2",
                "-p=hunter2",
                "--",
                "--a=1",
                "--a=hunter2",
                "--config=",
                "--config",
                "--b=2"),
            problems);

    assertThat(flags.settings())
        .containsExactly(new Setting("a", "1", "flag --a"), new Setting("b", "2", "flag --b"));
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            Configuration refused:
              --code.secret: must hold its value, as in --code.secret=VALUE
              argument 2: must be a flag such as --key=value
              argument 3: must be a flag such as --key=value
              argument 4: must be a flag such as --key=value
              --a: given twice
              --config: must name a file
              --config: given twice\
            """);
  }

  @Test
  void fileMustBeNamed() {
    assertThat(new Flags(List.of("--config", "--a=1"), problems).config()).isNull();
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            "Configuration refused:\n  --config: must hold its value, as in --config=VALUE");
  }
}
