package dev.carom.core.config;

import dev.carom.core.change.Lease;
import java.time.Duration;

/** The server that followers reach. */
@Section(title = "Redirect server", doc = "The server that followers reach.")
public record RedirectConfig(
    @Key(name = "redirect.host", defaultValue = "127.0.0.1", doc = "The address to listen on.")
        String host,
    @Key(
            name = "redirect.port",
            defaultValue = "8080",
            min = "0",
            max = "65535",
            doc = "The port to listen on; 0 takes any free one.")
        int port,
    @Key(
            name = "redirect.reuse-port",
            defaultValue = "false",
            doc =
                "Lets several servers listen on one address and port (`SO_REUSEPORT`, Linux alone),"
                    + " so that one can be restarted while another answers.")
        boolean reusePort,
    @Key(
            name = "redirect.event-loops",
            defaultValue = "0",
            min = "0",
            max = "1024",
            doc = "Threads that serve connections; 0 takes one per processor.")
        int eventLoops,
    @Key(
            name = "redirect.transport",
            defaultValue = "auto",
            doc =
                "How sockets are served: natively on Linux, by the JDK anywhere; `auto` takes the"
                    + " first that works.")
        Transport transport,
    @Key(
            name = "redirect.max-connections",
            defaultValue = "20000",
            min = "1",
            max = "1000000",
            doc = "Connections served at once; one more is closed as soon as it is accepted.")
        int maxConnections,
    @Key(
            name = "redirect.max-pipelined",
            defaultValue = "32",
            min = "1",
            max = "1024",
            doc =
                "Requests that may await their answer on one connection before no more is read"
                    + " from it.")
        int maxPipelined,
    @Key(
            name = "redirect.http2.max-streams",
            defaultValue = "100",
            min = "1",
            max = "10000",
            doc =
                "Requests that may await their answer on one HTTP/2 connection; one more is refused.")
        int http2MaxStreams,
    @Key(
            name = "redirect.max-request-line",
            defaultValue = "8192",
            min = "8000",
            max = "65536",
            doc =
                "The longest request line, in bytes; a longer one is answered 414. The lower bound"
                    + " is what RFC 9112, section 3, asks every server to accept.")
        int maxRequestLine,
    @Key(
            name = "redirect.max-header-bytes",
            defaultValue = "16384",
            min = "1024",
            max = "1048576",
            doc = "The longest header of a request, in bytes; a longer one is answered 431.")
        int maxHeaderBytes,
    @Key(
            name = "redirect.fast-path",
            defaultValue = "true",
            doc =
                "Whether plain requests for cached links are recognised byte by byte, ahead of the"
                    + " HTTP codec. The answers are the same; without it a hit costs more.")
        boolean fastPath,
    @Key(
            name = "redirect.header-timeout",
            defaultValue = "10s",
            min = "10ms",
            max = "10m",
            doc = "How long a request may take to arrive, from its first byte.")
        Duration headerTimeout,
    @Key(
            name = "redirect.idle-timeout",
            defaultValue = "60s",
            min = "10ms",
            max = "1h",
            doc = "After how long without a request a connection is closed.")
        Duration idleTimeout,
    @Key(
            name = "redirect.write-timeout",
            defaultValue = "10s",
            min = "10ms",
            max = "1h",
            doc = "How long a client may leave more answers untaken than its buffers hold.")
        Duration writeTimeout,
    @Key(
            name = "redirect.miss-timeout",
            defaultValue = "250ms",
            min = "1ms",
            max = "1m",
            doc = "How long a follower waits for a link that is not cached before the answer 503.")
        Duration missTimeout,
    @Key(
            name = "redirect.max-loads",
            defaultValue = "256",
            min = "1",
            max = "100000",
            doc = "Loads from Redis and PostgreSQL at once; a miss beyond them is answered 503.")
        int maxLoads,
    @Key(
            name = "redirect.max-store-reads",
            defaultValue = "4",
            min = "1",
            max = "500",
            doc =
                "Queries of links that run at once in PostgreSQL; misses beyond them share the"
                    + " next. Fewer than `postgres.max-connections`.")
        int maxStoreReads,
    @Key(
            name = "redirect.on-partition",
            defaultValue = "serve",
            doc =
                "What a server does that is cut off from PostgreSQL, and so hears of no edit:"
                    + " `serve` answers with what it knows, `refuse` answers 503.")
        Lease.OnPartition onPartition,
    @Key(
            name = "redirect.default-hosts",
            defaultValue = "",
            doc =
                "The hosts under which the default domain answers, separated by blanks; any other"
                    + " host that is no domain's answers 404. If empty, the default domain answers"
                    + " under any.")
        HostNames defaultHosts,
    @Key(
            name = "redirect.retry-after",
            defaultValue = "1s",
            min = "1s",
            max = "1h",
            doc = "When a 503 asks the follower to come again (`Retry-After`); whole seconds.")
        Duration retryAfter,
    @Key(
            name = "redirect.drain-delay",
            defaultValue = "0s",
            min = "0s",
            max = "10m",
            doc =
                "How long the server, told to stop, goes on accepting while `/readyz` already says"
                    + " that it is not ready: the time a load balancer needs to notice.")
        Duration drainDelay,
    @Key(
            name = "redirect.quiet-period",
            defaultValue = "1s",
            min = "0s",
            max = "10m",
            doc =
                "How long connections that wait for nothing stay open once the listener is closed:"
                    + " a request that arrives meanwhile is answered, and told that the connection"
                    + " ends.")
        Duration quietPeriod,
    @Key(
            name = "redirect.stop-timeout",
            defaultValue = "10s",
            min = "0s",
            max = "10m",
            doc = "How long requests in flight may take to end once the listener is closed.")
        Duration stopTimeout)
    implements ComponentConfig {

  /** What serves the sockets. */
  public enum Transport {
    AUTO,
    EPOLL,
    NIO
  }

  public RedirectConfig {
    Check.wholeSeconds("redirect.retry-after", retryAfter);
  }

  @Override
  public void checkWith(Configuration others) {
    if (others.has(PostgresConfig.class)) {
      int connections = others.get(PostgresConfig.class).maxConnections();
      Check.that(
          maxStoreReads < connections,
          "redirect.max-store-reads",
          "must be fewer than postgres.max-connections, which is %d (was %d)"
              .formatted(connections, maxStoreReads));
    }
  }
}
