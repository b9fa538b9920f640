package dev.carom.bench.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that this one has started and ends; what it writes goes to a file. Thread-safe. */
public final class Child implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int TAIL_CHARACTERS = 2000;

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process that no variable of the environment configures.
   *
   * @param log gets all that it writes
   */
  public static Child start(String name, List<String> command, Path log) throws IOException {
    return start(
        name,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(Path.of("/dev/null").toFile()),
        log);
  }

  /**
   * Starts a process that is asked and answers by its standard input and output.
   *
   * @param log gets what it writes to standard error
   */
  public static Child startToAsk(String name, List<String> command, Path log) throws IOException {
    return start(name, new ProcessBuilder(command).redirectError(log.toFile()), log);
  }

  private static Child start(String name, ProcessBuilder builder, Path log) throws IOException {
    builder.environment().keySet().removeIf(variable -> variable.startsWith("CAROM_"));
    return new Child(name, builder.start(), log);
  }

  /**
   * Writes a line to a process that was started to be asked, and returns the next one from it.
   *
   * @throws MeasurementException if the process ends or takes too long
   */
  String ask(String line, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    BufferedWriter question = process.outputWriter();
    BufferedReader answer = process.inputReader();
    try {
      question.write(line + "\n");
      question.flush();
    } catch (IOException e) {
      throw failed("cannot be asked: " + e.getMessage());
    }
    while (!answer.ready()) {
      if (!process.isAlive()) {
        throw failed("ended instead of answering");
      } else if (System.nanoTime() > deadline) {
        throw failed("has not answered within %d s".formatted(limit.toSeconds()));
      }
      Thread.sleep(POLL);
    }
    return Objects.requireNonNullElse(answer.readLine(), "");
  }

  /** The process itself; what pins it does not stay between. */
  long pid() {
    return process.pid();
  }

  /** The process and all that it has started. */
  public List<Long> pids() {
    return tree().map(ProcessHandle::pid).toList();
  }

  private Stream<ProcessHandle> tree() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for the process's end.
   *
   * @return its status
   * @throws MeasurementException if it does not end in time
   */
  public int awaitEnd(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failed("has not ended within %d s".formatted(limit.toSeconds()));
    }
    return process.exitValue();
  }

  /**
   * Waits for the process's end, which must be a good one.
   *
   * @throws MeasurementException if it fails or does not end in time
   */
  public void awaitSuccess(Duration limit) throws InterruptedException {
    int status = awaitEnd(limit);
    if (status != 0) {
      throw failed("ended with status " + status);
    }
  }

  /** Says what went wrong, and what the process itself had to say about it. */
  public MeasurementException failed(String what) {
    return new MeasurementException("%s %s\n%s".formatted(name, what, tail()));
  }

  private String tail() {
    try {
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - TAIL_CHARACTERS));
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }

  /** Ends the process and all that it has started, politely at first. Idempotent. */
  @Override
  public void close() {
    List<ProcessHandle> tree = tree().toList();
    tree.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = false;
    while (tree.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException _) {
        interrupted = true;
        break;
      }
    }
    tree.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
