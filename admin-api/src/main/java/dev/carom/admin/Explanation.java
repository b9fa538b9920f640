package dev.carom.admin;

import dev.carom.core.link.Domain;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.LinkCache;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Blocked;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Gone;
import dev.carom.core.resolve.Resolution.Known;
import dev.carom.core.resolve.Resolution.Missing;
import dev.carom.core.safety.Blocklist;
import dev.carom.core.safety.BlocklistStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why whoever asks for a code gets what they get, from a redirect server that has nothing of it in
 * its memory.
 *
 * @param reason in a word
 * @param status with which GET is answered
 * @param location where it leads, or null
 * @param tier where the server finds what it answers with
 * @param link the link with the code, or null
 */
record Explanation(
    Reason reason, int status, @Nullable TargetUrl location, Tier tier, @Nullable Link link) {

  /** Why it is so. */
  enum Reason {
    ACTIVE,
    /** No link ever had the code. */
    MISSING,
    SCHEDULED,
    EXPIRED,
    USED_UP,
    DELETED,
    /** The link is blocked. */
    BLOCKED,
    /** The blocklist has where it leads. */
    BLOCKLIST
  }

  /** Where a server looks, one after the other, behind its own memory. */
  enum Tier {
    REDIS,
    POSTGRES
  }

  /** Explains; every method blocks, and throws {@link StoreException} if PostgreSQL is away. */
  record Explainer(LinkStore links, LinkCache cache, BlocklistStore blocklist) {

    /**
     * Explains what becomes of a code.
     *
     * @param domain that is asked
     * @param asked the code, as one of the default domain
     */
    Explanation explain(Domain domain, ShortCode asked, Instant now) {
      ShortCode code = domain.code(asked);
      Link link = links.find(code);
      if (link == null) {
        return new Explanation(Reason.MISSING, 404, null, Tier.POSTGRES, null)
            .elsewhere(domain.targets().missing());
      }
      Reason reason = reason(link, now);
      Explanation plain = of(reason, link, now);
      return switch (reason) {
        case MISSING, SCHEDULED -> plain.elsewhere(domain.targets().missing());
        case EXPIRED, USED_UP, DELETED -> plain.elsewhere(domain.targets().gone());
        case ACTIVE, BLOCKED, BLOCKLIST -> plain;
      };
    }

    private Explanation of(Reason reason, Link link, Instant now) {
      Known known =
          reason == Reason.BLOCKLIST
              ? new Blocked(link.version())
              : Resolution.of(link, link.version()).at(now.toEpochMilli());
      if (reason == Reason.USED_UP && known instanceof Found found) {
        known = found.ended();
      }
      Tier tier = tier(link);
      return switch (known) {
        case Found found ->
            new Explanation(reason, found.status().code(), found.target(), tier, link);
        case Missing _ -> new Explanation(reason, 404, null, tier, link);
        case Gone _ -> new Explanation(reason, 410, null, tier, link);
        case Blocked _ -> new Explanation(reason, 451, null, tier, link);
      };
    }

    private Reason reason(Link link, Instant now) {
      Link.State state = link.state(now);
      boolean undecided = state != Link.State.DELETED && state != Link.State.BLOCKED;
      if (undecided && leadsToBlocked(link)) {
        return Reason.BLOCKLIST;
      }
      return switch (state) {
        case DELETED -> Reason.DELETED;
        case BLOCKED -> Reason.BLOCKED;
        case SCHEDULED -> Reason.SCHEDULED;
        case EXPIRED -> Reason.EXPIRED;
        case ACTIVE -> isUsedUp(link) ? Reason.USED_UP : Reason.ACTIVE;
      };
    }

    private static boolean isUsedUp(Link link) {
      Long left = link.clicksLeft();
      return left != null && left == 0;
    }

    private boolean leadsToBlocked(Link link) {
      List<TargetUrl> targets = new ArrayList<>(List.of(link.target()));
      if (link.expiredTarget() != null) {
        targets.add(link.expiredTarget());
      }
      Blocklist rules = blocklist.concerning(targets);
      return targets.stream().anyMatch(target -> rules.match(target) != null);
    }

    /** Redis is passed over while it is away, and what it has from before a change is too. */
    private Tier tier(Link link) {
      try {
        Known cached = cache.get(link.code());
        return cached != null && cached.asOf() >= link.version() ? Tier.REDIS : Tier.POSTGRES;
      } catch (StoreException _) {
        return Tier.POSTGRES;
      }
    }
  }

  /** This, where a domain leads by itself if the link does not. */
  private Explanation elsewhere(@Nullable TargetUrl target) {
    return target == null || location != null
        ? this
        : new Explanation(reason, 302, target, tier, link);
  }
}
