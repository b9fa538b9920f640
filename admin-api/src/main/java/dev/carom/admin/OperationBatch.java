package dev.carom.admin;

import dev.carom.admin.EdgePurges.Settled;
import dev.carom.admin.LinkOperation.Change;
import dev.carom.admin.LinkOperation.Create;
import dev.carom.admin.LinkOperation.Name;
import dev.carom.admin.LinkOperation.Outcome;
import dev.carom.admin.LinkOperation.Outcome.Created;
import dev.carom.admin.LinkOperation.Outcome.Present;
import dev.carom.admin.LinkOperation.Outcome.Refused;
import dev.carom.admin.OperationRounds.Round;
import dev.carom.admin.OperationRounds.Step;
import dev.carom.core.change.Barrier;
import dev.carom.core.idempotency.IdempotentBatch;
import dev.carom.core.idempotency.RepeatedException;
import dev.carom.core.link.Link;
import dev.carom.core.link.LinkStore;
import dev.carom.core.link.LinkStore.Minted;
import dev.carom.core.link.LinkStore.Revised;
import dev.carom.core.link.LinkStore.Revision;
import dev.carom.core.link.NewLink;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.StoreException;
import dev.carom.core.metrics.FailureLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations that are done together, a {@linkplain OperationRounds round} after the other, so that
 * each finds what those before it left. All of them wait for redirect servers once. One that is
 * refused leaves the others as they are; where the store fails, those of the same transaction are
 * refused for it. For one thread.
 */
final class OperationBatch {

  private static final Logger logger = LoggerFactory.getLogger(OperationBatch.class);
  private static final FailureLog storeFailures =
      new FailureLog(logger, "Changing a batch of links failed");

  private final LinkStore store;
  private final Barrier barrier;
  private final EdgePurges edge;
  private final TargetPolicy policy;
  private final Consumer<List<Link>> share;
  private final List<LinkOperation> operations;
  private final @Nullable Outcome[] outcomes;

  private final Map<ShortCode, Long> ids = new HashMap<>();
  private final PendingChanges pending = new PendingChanges();

  /** Where stores note what is done, or null if they need not. */
  private @Nullable IdempotentBatch batch;

  private List<Long> lines = List.of();

  /**
   * @param edge has the edge drop what is changed
   * @param policy says where links may lead
   * @param share is told of links that were changed
   */
  OperationBatch(
      LinkStore store,
      Barrier barrier,
      EdgePurges edge,
      TargetPolicy policy,
      Consumer<List<Link>> share,
      List<LinkOperation> operations) {
    this.store = store;
    this.barrier = barrier;
    this.edge = edge;
    this.policy = policy;
    this.share = share;
    this.operations = operations;
    this.outcomes = new Outcome[operations.size()];
  }

  /**
   * Has stores note what is done.
   *
   * @param batchLines those that the operations are for, in their order
   */
  OperationBatch notedIn(IdempotentBatch itsBatch, List<Long> batchLines) {
    batch = itsBatch;
    lines = batchLines;
    return this;
  }

  /** Does a transaction, in which stores note that it is done. */
  private <T> T noted(List<? extends Step<?>> steps, Supplier<T> transaction) {
    return batch == null
        ? transaction.get()
        : batch.call(steps.stream().map(step -> lines.get(step.place())).toList(), transaction);
  }

  /** Returns what became of the operations, in their order. */
  List<Outcome> run() {
    List<Integer> all = IntStream.range(0, operations.size()).boxed().toList();
    boolean _ =
        attempt(
            all,
            () -> {
              refuseTargets();
              for (Round round : rounds()) {
                doOrStop(places(round.creations()), () -> create(round.creations()));
                doOrStop(places(round.changes()), () -> change(round.changes()));
              }
            });
    boolean everywhere = pending.areEverywhere(barrier);
    boolean shown = everywhere && edge.settleSoon(present()) == Settled.PENDING;
    List<Outcome> settled = new ArrayList<>(outcomes.length);
    for (int place : all) {
      Outcome outcome = outcomes[place];
      if (outcome == null) {
        throw new IllegalStateException("an operation was left without an outcome");
      }
      settled.add(everywhere ? shown ? pending(outcome) : outcome : uncertain(outcome));
    }
    return settled;
  }

  private List<Link> present() {
    List<Link> links = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Present present) {
        links.add(present.link());
      }
    }
    return links;
  }

  /** What is to be said of what the edge may show for a while as it was before. */
  private static Outcome pending(Outcome outcome) {
    return outcome instanceof Present(Link link, _) && link.edge().mayHaveAnswers()
        ? new Present(link, true)
        : outcome;
  }

  private static <T extends LinkOperation> List<Integer> places(List<Step<T>> steps) {
    return steps.stream().map(Step::place).toList();
  }

  /**
   * Does something. Where it is noted what is done, what failed will be done at another time, and
   * nothing that comes after it before.
   */
  private void doOrStop(List<Integer> places, Runnable work) {
    if (!attempt(places, work) && batch != null) {
      throw new ProblemException(Problem.notReached());
    }
  }

  /**
   * Does something; if that fails, it refuses those for whom it was that have no outcome yet, and
   * returns false.
   */
  private boolean attempt(List<Integer> places, Runnable work) {
    if (places.isEmpty()) {
      return true;
    }
    Problem failure;
    try {
      work.run();
      return true;
    } catch (ProblemException e) {
      failure = e.problem();
    } catch (RepeatedException _) {
      failure = Problem.keyInUse();
    } catch (StoreException e) {
      storeFailures.failed(e);
      failure = Problem.storeUnavailable();
    } catch (RuntimeException e) {
      logger.error("A batch of {} operations failed unexpectedly", places.size(), e);
      failure = new Problem(ProblemType.INTERNAL, "The server failed unexpectedly");
    }
    for (int place : places) {
      if (outcomes[place] == null) {
        outcomes[place] = new Refused(failure);
      }
    }
    return false;
  }

  private void refuseTargets() {
    Targets targets = new Targets();
    for (LinkOperation operation : operations) {
      targets.add(operation.target(), operation.expiredTarget());
    }
    List<Minted.@Nullable TargetRefused> refusals = targets.refusals(policy);
    for (int place = 0; place < outcomes.length; place++) {
      Minted.TargetRefused refusal = refusals.get(place);
      if (refusal != null) {
        outcomes[place] = new Refused(operations.get(place).refusal(refusal));
      }
    }
  }

  private List<Round> rounds() {
    OperationRounds rounds = new OperationRounds(named());
    for (int place = 0; place < outcomes.length; place++) {
      if (outcomes[place] == null) {
        rounds.add(place, operations.get(place));
      }
    }
    return rounds.all();
  }

  /** Returns the links that are to be changed; where none is, nobody is asked. */
  private List<Link> named() {
    Set<Long> numbers = new HashSet<>();
    Set<ShortCode> codes = new HashSet<>();
    for (LinkOperation operation : operations) {
      if (operation instanceof Change change) {
        switch (change.name()) {
          case Name.Id(long id) -> numbers.add(id);
          case Name.Code(ShortCode code) -> codes.add(code);
        }
      }
    }
    return numbers.isEmpty() && codes.isEmpty() ? List.of() : find(numbers, codes);
  }

  private List<Link> find(Set<Long> numbers, Set<ShortCode> codes) {
    List<Link> links = store.find(numbers, codes);
    links.forEach(link -> ids.put(link.code(), link.id()));
    return links;
  }

  private void create(List<Step<Create>> steps) {
    List<NewLink> links = steps.stream().map(step -> step.operation().link()).toList();
    List<Minted> minted = noted(steps, () -> store.mint(links));
    for (int i = 0; i < minted.size(); i++) {
      pending.add(minted.get(i));
      outcomes[steps.get(i).place()] =
          switch (minted.get(i)) {
            case Minted.Created(Link link, boolean numbered) -> new Created(link, numbered);
            case Minted.Found(Link link) -> new Present(link);
            case Minted.CodeTaken(ShortCode code) -> new Refused(Problem.codeTaken(code));
            case Minted.NoSuchDomain(String host) -> new Refused(Problem.noSuchDomain(host));
            case Minted.TargetRefused(boolean whenExpired, String reason) ->
                new Refused(Problem.targetRefused(whenExpired, reason));
          };
    }
  }

  private void change(List<Step<Change>> steps) {
    findMinted(steps);
    List<Step<Change>> known = new ArrayList<>(steps.size());
    List<Revision> revisions = new ArrayList<>(steps.size());
    for (Step<Change> step : steps) {
      Name name = step.operation().name();
      Long id =
          switch (name) {
            case Name.Id(long number) -> Long.valueOf(number);
            case Name.Code(ShortCode code) -> ids.get(code);
          };
      if (id == null) {
        outcomes[step.place()] = new Refused(name.notFound());
      } else {
        known.add(step);
        revisions.add(step.operation().revision(id));
      }
    }
    if (revisions.isEmpty()) {
      return;
    }
    List<Link> changed = new ArrayList<>();
    List<Revised> revised = noted(known, () -> store.revise(revisions));
    for (int i = 0; i < revised.size(); i++) {
      Outcome outcome = known.get(i).operation().outcome(revised.get(i));
      outcomes[known.get(i).place()] = outcome;
      if (outcome instanceof Present(Link link, _)) {
        pending.add(link);
        if (revised.get(i).done()) {
          changed.add(link);
        }
      }
    }
    share.accept(changed);
  }

  /** A code of which there was no link may have been given to one in the meantime. */
  private void findMinted(List<Step<Change>> steps) {
    Set<ShortCode> unknown = new HashSet<>();
    for (Step<Change> step : steps) {
      if (step.operation().name() instanceof Name.Code(ShortCode code) && !ids.containsKey(code)) {
        unknown.add(code);
      }
    }
    if (!unknown.isEmpty()) {
      find(Set.of(), unknown);
    }
  }

  /** What is to be said of something that is done, and perhaps not known everywhere. */
  private static Outcome uncertain(Outcome outcome) {
    return switch (outcome) {
      case Created(_, boolean numbered) when !numbered -> outcome;
      case Created _, Present _ -> new Refused(Problem.notEverywhere());
      case Refused _ -> outcome;
    };
  }
}
