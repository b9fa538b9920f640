package dev.carom.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM that starts a server, writes to it, says so and then waits for its end: either a
 * SIGKILL or the end of its input, on which it exits without closing anything.
 */
final class OtherJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OtherJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[1]);
    boolean stopAtJvmExit = Boolean.parseBoolean(args[2]);
    switch (args[0]) {
      case "postgres" -> {
        PostgresOptions defaults = PostgresOptions.defaults().withSoftware(TestSoftware.FOLDER);
        PostgresOptions options = stopAtJvmExit ? TestSoftware.postgres() : defaults;
        EmbeddedPostgres server = EmbeddedPostgres.start(dir, options, _ -> {});
        Sql.run(server, "create table written as select 'by the other JVM' as text");
        System.out.println(server.pid() + " " + server.port());
      }
      case "redis" -> {
        RedisOptions defaults = RedisOptions.defaults().withSoftware(TestSoftware.FOLDER);
        RedisOptions options = stopAtJvmExit ? TestSoftware.redis() : defaults;
        EmbeddedRedis server = EmbeddedRedis.start(dir, options, _ -> {});
        System.out.println(server.pid() + " " + server.port());
      }
      case "unpack" -> {
        Software software = new Software(dir, Platform.current());
        System.out.println(software.postgres(it -> System.out.println(it)));
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.in.read();
  }

  static OtherJvm start(String what, Path dir, boolean stopAtJvmExit) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Dcarom.test.software=" + TestSoftware.FOLDER,
            "-cp",
            classPath,
            OtherJvm.class.getName(),
            what,
            dir.toString(),
            Boolean.toString(stopAtJvmExit));
    return new OtherJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the other JVM ended");
    }
    return line;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void exit() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IOException("the other JVM does not exit");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
