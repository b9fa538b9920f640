package dev.carom.bench.peers;

import java.util.List;

/** The names of all servers. */
final class Peers {

  static final String CAROM = "carom";
  static final String NGINX = "nginx";
  static final String HAPROXY = "haproxy";
  static final String C_LOOP = "c-loop";
  static final String NETTY_CODEC = "netty-codec";

  /** Those that Carom is compared with. */
  static final List<String> RIVALS = List.of(NGINX, HAPROXY, C_LOOP, NETTY_CODEC);

  private Peers() {}

  /** Returns all of them, Carom first. */
  static List<Peer> all(Programs programs, CaromStore store) {
    return List.of(
        new CaromPeer(store.configuration(), Variant.DEFAULT),
        new NginxPeer(programs, store.links()),
        new HaproxyPeer(programs, store.links()),
        new CLoopPeer(programs),
        new NettyCodecPeer());
  }
}
