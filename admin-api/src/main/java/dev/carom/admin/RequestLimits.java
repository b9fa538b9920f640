package dev.carom.admin;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.carom.core.config.ClientConfig;
import dev.carom.core.limit.Bucket;
import dev.carom.core.limit.Decision;
import dev.carom.core.limit.Rate;
import dev.carom.core.limit.SharedRateLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often clients may ask: by their address and by the key that they show, whether it is valid or
 * not, so that it can be told before anybody looks it up. Whoever is on the machine itself is not
 * counted. Usable by any thread.
 */
final class RequestLimits implements AutoCloseable {

  /** Requests that are being counted in Redis at once; more are counted here. */
  private static final int MAX_AT_ONCE = 128;

  /** How long a request waits for Redis, whatever keeps it, until it is counted here. */
  private static final Duration DEADLINE = Duration.ofMillis(100);

  private final SharedRateLimits limits;
  private final ClientAddresses addresses;
  private final ClientNames names;
  private final @Nullable Rate perAddress;
  private final @Nullable Rate perKey;
  private final Workers workers = new Workers(MAX_AT_ONCE);

  /**
   * @param limits its owner's to close, after this
   */
  RequestLimits(ClientConfig config, SharedRateLimits limits, ClientNames names) {
    this.limits = limits;
    this.addresses = new ClientAddresses(config);
    this.names = names;
    this.perAddress = rate("address", config.perAddress(), config.burst());
    this.perKey = rate("key", config.perKey(), config.burst());
  }

  private static @Nullable Rate rate(String name, int perSecond, Duration burst) {
    return perSecond == 0 ? null : new Rate(name, perSecond, (int) burst.toSeconds());
  }

  /** The buckets that a request takes from; none if its client is not limited. */
  List<Bucket> buckets(ServiceRequestContext ctx, RequestHeaders headers) {
    List<Bucket> buckets = new ArrayList<>();
    if (addresses.isHere(ctx, headers)) {
      return buckets;
    }
    if (perAddress != null) {
      buckets.add(new Bucket(names.of(addresses.of(ctx, headers)), perAddress));
    }
    String key = perKey == null ? null : shown(headers);
    if (perKey != null && key != null) {
      buckets.add(new Bucket(names.ofKey(key), perKey));
    }
    return buckets;
  }

  private static @Nullable String shown(RequestHeaders headers) {
    try {
      return Authenticator.shown(headers).reveal();
    } catch (ProblemException _) {
      return null;
    }
  }

  /** Counts a request; whoever waits for Redis does so elsewhere. Never fails. */
  CompletableFuture<Decision> take(String requestId, List<Bucket> buckets) {
    if (!limits.isShared()) {
      return CompletableFuture.completedFuture(limits.takeHere(buckets));
    }
    try {
      return workers
          .work(requestId, () -> limits.take(buckets))
          .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(_ -> limits.takeHere(buckets));
    } catch (ProblemException _) {
      return CompletableFuture.completedFuture(limits.takeHere(buckets));
    }
  }

  @Override
  public void close() {
    workers.close(DEADLINE);
  }
}
