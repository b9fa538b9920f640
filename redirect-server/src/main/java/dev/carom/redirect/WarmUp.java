package dev.carom.redirect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carom.core.click.Click;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.FollowerConfig;
import dev.carom.core.config.RedirectConfig;
import dev.carom.core.config.TlsConfig;
import dev.carom.core.lifecycle.StartException;
import dev.carom.core.link.Link;
import dev.carom.core.resolve.Admission;
import dev.carom.core.resolve.LinkResolver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for links before any follower can. The first requests of a process pay for its classes,
 * their compilation and the connections to the stores: a second of processor time, during which a
 * follower would be told that the stores do not answer in time.
 *
 * <p>A second server is opened for it, on a port of loopback that nobody knows, with meters of its
 * own: it leaves nothing behind but links in the caches, and their lookups in the resolver's
 * meters.
 */
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final long AT_MOST_MILLIS = 1_000;
  private static final int CONNECTIONS = 8;
  private static final int TURNS = 2;

  private static final Map<String, String> PRIVATE =
      Map.of(
          "redirect.port", "0",
          "redirect.event-loops", "1",
          "redirect.quiet-period", "0s",
          "redirect.stop-timeout", "1s");

  private WarmUp() {}

  /**
   * Asks a resolver for each link twice, some at a time, for a second at most. Blocks meanwhile,
   * and never fails: a server that has not warmed up is slow, and nothing worse.
   */
  static void ask(LinkResolver resolver, Admission admission, List<Link> links) {
    if (links.isEmpty()) {
      return;
    }
    Configuration configuration =
        Configuration.of(
            PRIVATE, List.of(RedirectConfig.class, FollowerConfig.class, TlsConfig.class));
    RedirectServer.Settings settings =
        new RedirectServer.Settings(
            configuration.get(RedirectConfig.class),
            configuration.get(FollowerConfig.class),
            configuration.get(TlsConfig.class));
    RedirectServer server;
    try {
      server =
          RedirectServer.start(
              settings,
              TlsContext.bestProvider(),
              resolver,
              (link, follow) -> admission.admit(link, notFollowing(follow)),
              FollowListener.NONE,
              new SimpleMeterRegistry());
    } catch (StartException e) {
      LOG.info("Not warmed up: {}", e.getMessage());
      return;
    }
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      long deadline = System.nanoTime() + Duration.ofMillis(AT_MOST_MILLIS).toNanos();
      for (int first = 0; first < CONNECTIONS; first++) {
        int offset = first;
        clients.execute(() -> ask(server.port(), links, offset, deadline));
      }
    } finally {
      // Followers need not wait until it is sure that nobody else comes to it: see LastAccept.
      Thread.ofVirtual().name("warm-up-end").start(server::close);
    }
  }

  /** Whatever the rules say of this program, it must not use a link up. */
  private static Admission.Follow notFollowing(Admission.Follow follow) {
    return new Admission.Follow(follow.userAgent(), Click.HEAD, follow.startNanos());
  }

  /** Asks for every eighth link, one at a time: first for misses, then for hits. */
  private static void ask(int port, List<Link> links, int offset, long deadline) {
    byte[] answer = new byte[4096];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) AT_MOST_MILLIS);
      socket.setTcpNoDelay(true);
      for (int turn = 0; turn < TURNS; turn++) {
        for (int i = offset; i < links.size(); i += CONNECTIONS) {
          socket.getOutputStream().write(request(links.get(i)));
          // An answer is one write of the server's, so it mostly comes whole.
          if (socket.getInputStream().read(answer) < 0 || System.nanoTime() - deadline > 0) {
            return;
          }
        }
      }
    } catch (IOException e) {
      LOG.debug("Warming up ended early", e);
    }
  }

  private static byte[] request(Link link) {
    return """
    GET /%s HTTP/1.1
    Host: %s
    User-Agent: Carom (warming up)
    Accept: */*

    """
        .formatted(link.code().value(), Objects.requireNonNullElse(link.domain(), "localhost"))
        .replace("\n", "\r\n")
        .getBytes(US_ASCII);
  }
}
