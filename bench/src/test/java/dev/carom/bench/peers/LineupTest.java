package dev.carom.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.bench.peers.Lineup.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineupTest {

  /** Stands for Carom, in a version with TLS or without. */
  private record Stand(boolean tls) implements Peer {

    @Override
    public String name() {
      return Peers.CAROM;
    }

    @Override
    public @Nullable String obstacle(Workload workload) {
      return workload.tls() && !tls ? "no TLS yet" : null;
    }

    @Override
    public String version() {
      return "";
    }

    @Override
    public Server start(String name, Workload workload, Surroundings surroundings) {
      throw new IllegalStateException("not to be started");
    }
  }

  @TempDir private Path folder;

  private void install(String... programs) throws IOException {
    for (String program : programs) {
      assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true)).isTrue();
    }
  }

  private Lineup lineup(Workload workload, boolean tls, String... options) {
    Programs programs = new Programs(List.of(folder));
    Links links = new Links(List.of(), List.of());
    List<Peer> peers =
        List.of(
            new Stand(tls),
            new NginxPeer(programs, links),
            new HaproxyPeer(programs, links),
            new CLoopPeer(programs));
    return Lineup.of(peers, PeersOptions.parse(List.of(options)), workload, programs);
  }

  private static List<String> names(Lineup lineup) {
    return lineup.entries().stream().map(Entry::name).toList();
  }

  @Test
  void whatIsMissingIsNamedAndLeftOut() throws IOException {
    install("haproxy");
    Lineup lineup = lineup(Workload.PLAIN, false);
    assertThat(names(lineup)).containsExactly("carom", "haproxy");
    assertThat(lineup.leftOut())
        .containsExactly(
            "plain, nginx: nginx is not installed (Debian: apt install nginx); left out",
            "plain, c-loop: cc is not installed (Debian: apt install gcc); left out");
  }

  @Test
  void aFileThatCannotBeRunIsNoProgram() throws IOException {
    Files.createFile(folder.resolve("nginx"));
    Files.createDirectory(folder.resolve("haproxy"));
    assertThat(names(lineup(Workload.PLAIN, false))).containsExactly("carom");
  }

  @Test
  void theControlComesLast() throws IOException {
    install("nginx", "haproxy", "cc");
    assertThat(names(lineup(Workload.PLAIN, false)))
        .containsExactly("carom", "nginx", "haproxy", "c-loop", "nginx-2");
    assertThat(names(lineup(Workload.PLAIN, false, "--control", "carom")))
        .containsExactly("carom", "nginx", "haproxy", "c-loop", "carom-2");
    assertThat(names(lineup(Workload.PLAIN, false, "--control", "none")))
        .containsExactly("carom", "nginx", "haproxy", "c-loop");
  }

  @Test
  void onlyWhoWasAskedForTakesPart() throws IOException {
    install("nginx", "cc");
    Lineup lineup = lineup(Workload.PLAIN, false, "--peers", "c-loop");
    assertThat(names(lineup)).containsExactly("carom", "c-loop");
    assertThat(lineup.leftOut()).isEmpty();
  }

  @Test
  void withoutCaromThereIsNothingToMeasure() throws IOException {
    install("nginx", "haproxy", "cc", "openssl");
    Lineup lineup = lineup(Workload.TLS, false);
    assertThat(lineup.entries()).isEmpty();
    assertThat(lineup.leftOut())
        .containsExactly(
            "tls, carom: no TLS yet; left out", "tls, c-loop: it has no TLS; left out");
    assertThat(names(lineup(Workload.TLS, true)))
        .containsExactly("carom", "nginx", "haproxy", "nginx-2");
  }

  @Test
  void withoutACertificateThereIsNoTls() throws IOException {
    install("nginx");
    Lineup lineup = lineup(Workload.TLS, true);
    assertThat(lineup.entries()).isEmpty();
    assertThat(lineup.leftOut())
        .containsExactly("tls: openssl is not installed (Debian: apt install openssl); left out");
  }

  @Test
  void whatCannotBePinnedIsSaid() throws IOException {
    Programs programs = new Programs(List.of(folder));
    assertThat(Cores.choose(programs, 2).note())
        .isEqualTo("nothing pinned: taskset is not installed (Debian: apt install util-linux)");
    install("taskset");
    assertThat(Cores.choose(programs, 1).note())
        .isEqualTo("nothing pinned: there is one processor only");
    Cores two = Cores.choose(programs, 2);
    String taskset = folder.resolve("taskset").toString();
    assertThat(two.forServer(List.of("a"))).containsExactly(taskset, "-c", "0", "a");
    assertThat(two.forDriver(List.of("a"))).containsExactly(taskset, "-c", "1", "a");
  }
}
