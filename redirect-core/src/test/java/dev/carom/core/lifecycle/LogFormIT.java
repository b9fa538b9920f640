package dev.carom.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JVM of its own writes its log, in the form that its configuration asks for. */
final class LogFormIT {

  @Test
  void everyLineIsAnObject() throws Exception {
    List<String> lines = log("--log.format=json");
    assertThat(lines).hasSize(3);
    List<JsonNode> objects = lines.stream().map(new JsonMapper()::readTree).toList();
    assertThat(objects.getFirst().get("formattedMessage").asString())
        .startsWith("carom test starts with\n")
        .contains("log.format");
    JsonNode failure = objects.get(1);
    assertThat(failure.get("timestamp").asLong())
        .isCloseTo(System.currentTimeMillis(), within(60_000L));
    assertThat(failure.get("level").asString()).isEqualTo("WARN");
    assertThat(failure.get("loggerName").asString()).isEqualTo(Main.class.getName());
    assertThat(failure.get("formattedMessage").asString()).isEqualTo("Refused \"a\nb\"");
    assertThat(failure.get("mdc").get("requestId").asString()).isEqualTo("r-1");
    assertThat(failure.get("mdc").get("traceId").asString()).isEqualTo("t-1");
    assertThat(failure.get("throwable").get("message").asString()).isEqualTo("two\nlines");
  }

  @Test
  void forPeopleOneLineSaysWhoAsked() throws Exception {
    assertThat(log("--log.format=text"))
        .anyMatch(line -> line.endsWith("WARN  [main] LogFormIT$Main r-1 t-1 - Refused \"a"));
  }

  private static List<String> log(String flag) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                flag)
            .redirectErrorStream(true)
            .start();
    try {
      List<String> lines = process.inputReader().lines().toList();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  /** The main of the process. */
  static final class Main {

    public static void main(String[] args) {
      Program.exit(
          "carom test",
          args,
          List.of(),
          (_, _, _) -> {
            MDC.put("requestId", "r-1");
            MDC.put("traceId", "t-1");
            LoggerFactory.getLogger(Main.class)
                .warn("Refused \"{}\"", "a\nb", new IllegalStateException("two\nlines"));
            MDC.clear();
          });
    }
  }
}
