package dev.carom.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bare epoll loop in C, compiled when it is needed: the floor. */
record CLoopPeer(Programs programs) implements Peer {

  private static final String SOURCE = "floor.c";
  private static final Duration COMPILE_LIMIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return Peers.C_LOOP;
  }

  @Override
  public boolean knowsLinks() {
    return false;
  }

  @Override
  public @Nullable String obstacle(Workload workload) {
    if (workload.tls()) {
      return "it has no TLS";
    }
    return programs.find("cc") == null ? Programs.missing("cc", "gcc") : null;
  }

  @Override
  public String version() {
    return Programs.firstLine(List.of(programs.require("cc"), "--version"));
  }

  @Override
  public Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException {
    int port = surroundings.ports().take();
    Path folder = Files.createDirectory(surroundings.folder().resolve(name + "-" + port));
    Path reply = Files.writeString(folder.resolve("reply"), FixedReply.text());
    Path program = compile(folder, surroundings);
    List<String> command = List.of(program.toString(), Integer.toString(port), reply.toString());
    return new Server(name, port, surroundings.startServer(name, command), null).awaitListening();
  }

  private Path compile(Path folder, Surroundings surroundings)
      throws IOException, InterruptedException {
    Path source = folder.resolve(SOURCE);
    try (InputStream resource = CLoopPeer.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(resource, SOURCE), source);
    }
    Path program = folder.resolve("floor");
    List<String> command =
        List.of(programs.require("cc"), "-O2", "-o", program.toString(), source.toString());
    try (Child compiler = surroundings.start("the C compiler", command)) {
      compiler.awaitSuccess(COMPILE_LIMIT);
    }
    return program;
  }
}
