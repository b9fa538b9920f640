package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folder in which PostgreSQL keeps its databases. */
record PostgresCluster(Path folder) {
  private static final Set<String> PROGRAMS = Set.of("postgres", "initdb");
  private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(10);

  boolean exists() {
    return Files.exists(folder.resolve("PG_VERSION"));
  }

  /** The server, and the children it may have left behind, that work on this cluster. */
  Signature server() {
    return new Signature(PROGRAMS, List.of("-D", folder.toString()), folder);
  }

  /**
   * Runs {@code initdb} beside the folder and moves the result there, so that a cluster is whole or
   * not there. The password goes by a file: a command line is everybody's to read.
   */
  void create(Path bin, PostgresUser user, String password, boolean durable) throws IOException {
    if (Files.exists(folder)) {
      throw new EmbeddedServerException(folder + " is there, but is not a PostgreSQL cluster");
    }
    Path draft = folder.resolveSibling(folder.getFileName() + ".new");
    removeDraft(draft);
    Folders.createPrivate(draft);
    Path passwordFile = draft.resolve("password");
    Secrets.write(passwordFile, password + "\n");
    user.own(draft);

    Path data = draft.resolve("data");
    List<String> command = new ArrayList<>();
    command.add(bin.resolve("initdb").toString());
    command.addAll(List.of("-D", data.toString(), "--username=postgres"));
    command.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + passwordFile));
    command.addAll(List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"));
    command.addAll(List.of("--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"));
    if (!durable) {
      command.add("--no-sync");
    }
    Programs.Result result = Programs.run(Programs.inOwnSession(user.command(command)), draft);
    if (!result.succeeded()) {
      throw new EmbeddedServerException("initdb failed:\n" + result.output());
    }
    Folders.moveDurably(data, folder);
    Folders.delete(draft);
  }

  /**
   * A start that was killed may have left a draft, and an initdb that still works on it. Whoever is
   * killed may have started another just before, so it is looked for again until there is none.
   */
  private static void removeDraft(Path draft) throws IOException {
    List<String> arguments = List.of("-D", draft.resolve("data").toString());
    Signature makers = new Signature(PROGRAMS, arguments, draft);
    boolean removed =
        Poll.until(
            REMOVAL_PATIENCE,
            () -> {
              Shutdown.KILL.end(makers.all());
              return Folders.tryDelete(draft) && makers.all().isEmpty();
            });
    if (!removed) {
      Folders.delete(draft);
    }
  }

  /**
   * Removes the server's own lock file if the process it names is alive, which is then someone
   * else: PostgreSQL itself would take that one for a server and refuse to start. To be called only
   * when {@link #server()} has no process left.
   */
  void forgetReusedPid() throws IOException {
    Path file = folder.resolve("postmaster.pid");
    if (PostmasterFile.read(file).filter(it -> Pid.of(it.pid()).isPresent()).isPresent()) {
      Files.delete(file);
    }
  }

  /** Whether the server of this pid says that it takes connections. */
  boolean isReady(long pid) {
    return PostmasterFile.read(folder.resolve("postmaster.pid"))
        .filter(it -> it.pid() == pid && it.status().equals("ready"))
        .isPresent();
  }
}
