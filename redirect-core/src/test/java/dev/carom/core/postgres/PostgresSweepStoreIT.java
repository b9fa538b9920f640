package dev.carom.core.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.core.Stores;
import dev.carom.core.config.CodeConfig;
import dev.carom.core.config.Configuration;
import dev.carom.core.config.PostgresConfig;
import dev.carom.core.config.RedisConfig;
import dev.carom.core.lifecycle.ResourceStack;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.link.Versions;
import dev.carom.core.safety.SweepStore;
import dev.carom.core.safety.SweepStore.Candidate;
import dev.carom.core.testing.TestDatabase;
import dev.carom.core.testing.TestStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One sweeper at a time goes over all links that people can follow. */
class PostgresSweepStoreIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final TestDatabase database = TestStores.freshDatabase().migrated();
  private final ResourceStack resources = new ResourceStack();
  private final Stores stores =
      Stores.open(
          "test",
          Configuration.of(
              database.settings(),
              List.of(PostgresConfig.class, RedisConfig.class, CodeConfig.class)),
          new SimpleMeterRegistry(),
          resources);
  private final SweepStore sweep = stores.sweep();
  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @AfterEach
  void close() {
    resources.close();
  }

  private List<Long> mint(int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NewLink link =
          new NewLink(
              new TargetUrl("https://example.com/" + i), RedirectStatus.FOUND, null, null, null);
      Minted minted = stores.links().mint(List.of(link)).getFirst();
      ids.add(((Minted.Created) minted).link().id());
    }
    return ids;
  }

  private @Nullable List<Long> next(UUID sweeper, Duration claim, int limit) {
    List<Candidate> links = sweep.next(sweeper, claim, limit);
    return links == null ? null : links.stream().map(Candidate::id).toList();
  }

  @Test
  void allLinksThatCanBeFollowedAreLookedAtInParts() {
    List<Long> ids = mint(5);
    stores.links().delete(ids.get(1));
    stores.links().block(ids.get(2), "spam", Versions.ANY);
    assertThat(next(one, LONG, 2)).containsExactly(ids.get(0), ids.get(3));
    assertThat(next(one, LONG, 2)).as("not before it is noted").contains(ids.get(0));
    sweep.arrived(one, ids.get(3));
    assertThat(next(one, LONG, 2)).containsExactly(ids.get(4));
    sweep.arrived(one, ids.get(4));
    assertThat(next(one, LONG, 2)).isEmpty();
    sweep.ended(one, Duration.ZERO);
    assertThat(next(one, LONG, 2)).contains(ids.get(0));
  }

  @Test
  void anotherGoesOnWhereTheOneEnded() {
    List<Long> ids = mint(3);
    assertThat(next(one, SHORT, 1)).containsExactly(ids.get(0));
    assertThat(next(other, LONG, 1)).as("it is the one's").isNull();
    sweep.arrived(one, ids.get(0));
    Awaitility.await().until(() -> next(other, LONG, 1) != null);
    assertThat(next(other, LONG, 1)).containsExactly(ids.get(1));
    assertThat(next(one, LONG, 1)).isNull();
    sweep.arrived(one, ids.get(2));
    assertThat(next(other, LONG, 1)).as("whoever has lost it notes nothing").contains(ids.get(1));
  }

  @Test
  void nobodyBeginsAnewBeforeThePauseIsOver() {
    mint(1);
    assertThat(Objects.requireNonNull(next(one, LONG, 2))).hasSize(1);
    sweep.ended(one, LONG);
    assertThat(next(other, LONG, 2)).isNull();
    sweep.ended(one, SHORT);
    Awaitility.await().until(() -> next(other, LONG, 2) != null);
  }
}
