package dev.carom.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The places in the caller's folder where one server keeps its things. */
record Home(Path dir, String server) {

  /** Creates the folders that are shared by the servers; {@code dir} becomes its real path. */
  static Home create(Path dir, String server) throws IOException {
    Files.createDirectories(dir);
    Home home = new Home(dir.toRealPath(), server);
    Files.createDirectories(home.dir.resolve("run"));
    Folders.createPrivate(home.dir.resolve("log"));
    Folders.createPrivate(home.dir.resolve("secrets"));
    return home;
  }

  /** Where binaries go unless the options name another folder. */
  Path software() {
    return dir.resolve("software");
  }

  Path data() {
    return dir.resolve(server);
  }

  Path log() {
    return dir.resolve("log").resolve(server + ".log");
  }

  Path password() {
    return dir.resolve("secrets").resolve(server + "-password");
  }

  Path pid() {
    return run(".pid");
  }

  Path port() {
    return run(".port");
  }

  Path lock() {
    return run(".lock");
  }

  private Path run(String suffix) {
    return dir.resolve("run").resolve(server + suffix);
  }
}
