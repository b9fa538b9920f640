package dev.carom.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LoadServiceTest {

  @TempDir private Path folder;
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void writeCodes() throws IOException {
    Files.writeString(folder.resolve("codes"), "first\n");
  }

  private String command(String target, String result) {
    return "--target %s --codes %s --json %s --closed --quiet --warmup 0 --duration 0.2 --connections 2"
        .formatted(target, folder.resolve("codes"), folder.resolve(result));
  }

  private void serve(String... commands) throws IOException {
    PrintStream out = new PrintStream(answers, true, UTF_8);
    new LoadService(out, new PrintStream(log, true, UTF_8))
        .serve(new StringReader(String.join("\n", commands)));
  }

  private JsonNode result(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve(file)));
  }

  @Test
  void everyCommandIsAnsweredAndHasConnectionsOfItsOwn() throws Exception {
    try (ScriptedServer server = new ScriptedServer(_ -> ScriptedServer.REDIRECT)) {
      serve(command(server.target(), "1"), command(server.target(), "2"));
      assertThat(server.connectionCount()).isEqualTo(4);
    }
    assertThat(answers.toString(UTF_8).lines()).containsExactly("done 0", "done 0");
    assertThat(result("1").at("/answered").asInt()).isPositive();
    assertThat(result("2").at("/answered").asInt()).isPositive();
    assertThat(log.toString(UTF_8)).contains("answered");
  }

  @Test
  void aBrokenCommandAndAFailedRunLeaveNothingToTheNext() throws Exception {
    ScriptedServer gone = new ScriptedServer(_ -> ScriptedServer.REDIRECT);
    gone.close();
    try (ScriptedServer wrong =
            new ScriptedServer(_ -> "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        ScriptedServer right = new ScriptedServer(_ -> ScriptedServer.REDIRECT)) {
      serve(
          "",
          "--no-such-option",
          command(right.target(), "no/such/folder"),
          command(gone.target(), "gone"),
          command(wrong.target(), "wrong"),
          command(right.target(), "right"));
    }
    assertThat(answers.toString(UTF_8).lines())
        .containsExactly("done 2", "done 2", "done 1", "done 1", "done 1", "done 0");
    assertThat(folder.resolve("gone")).doesNotExist();
    assertThat(result("wrong").at("/errors/status").asInt()).isPositive();
    JsonNode result = result("right");
    assertThat(result.at("/errors/status").asInt()).isZero();
    assertThat(result.at("/answered").asInt()).isPositive();
  }

  @Test
  void aRunThatFailsEndsItsThreads() throws Exception {
    ScriptedServer gone = new ScriptedServer(_ -> ScriptedServer.REDIRECT);
    gone.close();
    serve(command(gone.target(), "gone") + " --threads 2");
    assertThat(answers.toString(UTF_8)).isEqualTo("done 1\n");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("load-0", "load-1");
  }
}
