package dev.carom.bench.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carom.bench.peers.CaromStore;
import dev.carom.bench.peers.MeasurementException;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Questions to a store that PostgreSQL answers, asked in turn, in rounds, as the admin API asks
 * them. The plans are those that PostgreSQL had executed, by its own account (auto_explain).
 *
 * @param <T> the store
 */
final class Interview<T> {

  /** A question that is to be answered soon. */
  record Question<T>(String title, Consumer<T> ask) {}

  /**
   * A question, and how long its answers took, in milliseconds.
   *
   * @param firstMillis of the first one, whose pages had to be read
   * @param plan line by line
   */
  record Answered(
      String question,
      double firstMillis,
      double medianMillis,
      double mostMillis,
      List<String> plan) {

    static Answered slowest(List<Answered> answers) {
      return answers.stream().max(Comparator.comparingDouble(Answered::medianMillis)).orElseThrow();
    }
  }

  /** Opens the store on connections of its own. */
  interface Opening<T> {
    T open(ResourceStack resources) throws InterruptedException;
  }

  private final Stage stage;
  private final Opening<T> opening;
  private final List<Question<T>> questions;

  Interview(Stage stage, Opening<T> opening, List<Question<T>> questions) {
    this.stage = stage;
    this.opening = opening;
    this.questions = List.copyOf(questions);
  }

  /** Asks them all, so many times after a first time, and then for their plans. */
  List<Answered> ask(int rounds) throws IOException, InterruptedException {
    List<List<Double>> millis =
        questions.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
    T store = opening.open(stage.resources());
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < questions.size(); i++) {
        millis.get(i).add(millis(questions.get(i), store));
      }
    }
    Path log = stage.folder().resolve("stores/log/postgres.log");
    List<Answered> answers = new ArrayList<>();
    try (ResourceStack resources = new ResourceStack()) {
      T explained = explained(resources);
      for (int i = 0; i < questions.size(); i++) {
        Question<T> question = questions.get(i);
        answers.add(answered(question.title(), millis.get(i), plan(question, explained, log)));
        stage.out().println(line(answers.getLast()));
      }
    }
    return List.copyOf(answers);
  }

  private static <T> double millis(Question<T> question, T store) {
    long start = System.nanoTime();
    ask(question, store);
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * An answer that fails counts for as long as it took to: no shorter than a statement may take.
   */
  private static <T> void ask(Question<T> question, T store) {
    try {
      question.ask().accept(store);
    } catch (StoreException _) {
      // Too slow it is in any case.
    }
  }

  /** Opens the store again, with connections whose plans are logged. */
  private T explained(ResourceStack resources) throws InterruptedException {
    CaromStore store = stage.store();
    for (String setting :
        List.of(
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_buffers = on")) {
      Sql.execute(store.postgres(), "ALTER SYSTEM SET " + setting);
    }
    Sql.execute(store.postgres(), "SELECT pg_reload_conf()");
    return opening.open(resources);
  }

  private static <T> List<String> plan(Question<T> question, T explained, Path log)
      throws IOException {
    long from = Files.size(log);
    ask(question, explained);
    byte[] bytes = Files.readAllBytes(log);
    String logged = new String(bytes, (int) from, bytes.length - (int) from, UTF_8);
    if (logged.isEmpty()) {
      throw new MeasurementException("PostgreSQL has logged nothing of: " + question.title());
    }
    return List.of(logged.split("\n"));
  }

  private static Answered answered(String question, List<Double> millis, List<String> plan) {
    double[] sorted =
        millis.subList(1, millis.size()).stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Answered(
        question, millis.getFirst(), sorted[sorted.length / 2], sorted[sorted.length - 1], plan);
  }

  private static String line(Answered answered) {
    return "%-44s first %8.1f ms, median %6.1f ms, most %6.1f ms"
        .formatted(
            answered.question(),
            answered.firstMillis(),
            answered.medianMillis(),
            answered.mostMillis());
  }
}
