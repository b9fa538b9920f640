package dev.carom.bench.peers;

import io.netty.channel.epoll.Epoll;
import io.netty.util.Version;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP codec and a fixed answer, on epoll: what Carom could cost at best on its codec. */
record NettyCodecPeer() implements Peer {

  @Override
  public String name() {
    return Peers.NETTY_CODEC;
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
    return Epoll.isAvailable() ? null : "Netty's epoll does not work here";
  }

  @Override
  public String version() {
    Version codec = Version.identify().get("netty-codec-http");
    return "Netty " + (codec == null ? "" : codec.artifactVersion());
  }

  @Override
  public Server start(String name, Workload workload, Surroundings surroundings)
      throws IOException, InterruptedException {
    int port = surroundings.ports().take();
    List<String> command =
        surroundings.java().run(NettyCodecMain.class.getName(), List.of(Integer.toString(port)));
    return new Server(name, port, surroundings.startServer(name, command), null).awaitListening();
  }
}
