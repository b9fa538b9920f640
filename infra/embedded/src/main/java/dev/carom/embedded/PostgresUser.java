package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user that PostgreSQL runs as. It refuses to run as root, so a JVM of root's starts it in a
 * user namespace without a mapping, where root's own files seem to belong to the process, or else
 * as another user, to whom the cluster is given.
 *
 * @param launcher what to put before the command; it replaces itself, so the pid stays
 * @param uid the user to give the cluster to, if it is not the JVM's own
 */
record PostgresUser(List<String> launcher, Optional<Integer> uid) {
  static final int NOBODY = 65534;

  PostgresUser {
    launcher = List.copyOf(launcher);
  }

  /**
   * Finds the user for the cluster, which need not exist yet. An existing one that is not root's
   * keeps its owner. Throws {@link EmbeddedServerException} when PostgreSQL can be run in no way.
   */
  static PostgresUser choose(Path cluster, Path postgres) throws IOException {
    List<PostgresUser> candidates =
        Folders.ownerOf(Path.of("/proc/self")) != 0
            ? List.of(new PostgresUser(List.of(), Optional.empty()))
            : forRoot(cluster);
    List<String> failures = new ArrayList<>();
    for (PostgresUser candidate : candidates) {
      List<String> trial = List.of("/bin/sh", "-c", "cd \"$1\" && exec \"$2\" --version", "sh");
      List<String> command = new ArrayList<>(trial);
      command.addAll(List.of(Folders.parentOf(cluster).toString(), postgres.toString()));
      Programs.Result result = Programs.run(candidate.command(command), Path.of("/"));
      if (result.succeeded()) {
        return candidate;
      }
      failures.add(String.join(" ", candidate.launcher) + ": " + result.output());
    }
    throw new EmbeddedServerException(
        "PostgreSQL cannot be run in "
            + Folders.parentOf(cluster)
            + " as any user that it accepts (root it refuses):\n"
            + String.join("\n", failures));
  }

  private static List<PostgresUser> forRoot(Path cluster) throws IOException {
    int owner = Files.exists(cluster) ? Folders.ownerOf(cluster) : 0;
    List<PostgresUser> candidates = new ArrayList<>();
    if (owner == 0) {
      Programs.find("unshare")
          .ifPresent(it -> candidates.add(new PostgresUser(List.of(it, "-U"), Optional.empty())));
    }
    int uid = owner == 0 ? NOBODY : owner;
    Programs.find("setpriv").ifPresent(it -> candidates.add(as(uid, it)));
    if (candidates.isEmpty()) {
      throw new EmbeddedServerException(
          "PostgreSQL refuses to run as root: install unshare or setpriv (package util-linux), or"
              + " start as an ordinary user");
    }
    return candidates;
  }

  static PostgresUser as(int uid, String setpriv) {
    List<String> launcher = List.of(setpriv, "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    return new PostgresUser(launcher, Optional.of(uid));
  }

  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(launcher);
    all.addAll(command);
    return all;
  }

  /** Makes the folder this user's, if it is not yet. */
  void own(Path folder) throws IOException {
    if (uid.isPresent() && Folders.ownerOf(folder) != uid.get()) {
      Folders.giveTo(uid.get(), folder);
    }
  }
}
