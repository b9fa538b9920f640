package dev.carom.redirect;

import dev.carom.core.link.ShortCode;
import dev.carom.redirect.Step.Event;
import dev.carom.redirect.Step.Read;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Plays steps on one connection, as a socket would: what comes in is held back while the server
 * does not read. In the end the client takes its answers, sends nothing more, and all loads end.
 */
final class Playback {

  private final MemoryChannel channel;
  private final GatedLinks links;
  private final AtomicBoolean draining;
  private final CharSequence followed;
  private final Deque<Step> held = new ArrayDeque<>();
  private boolean inputEnds;
  private boolean endedByServer;

  /**
   * @param draining whether the server is about to stop
   * @param followed gets what the server tells of who follows links
   */
  Playback(MemoryChannel channel, GatedLinks links, AtomicBoolean draining, CharSequence followed) {
    this.channel = channel;
    this.links = links;
    this.draining = draining;
    this.followed = followed;
  }

  /**
   * Returns what came of it. It is a problem if the server stops reading for good, keeps a buffer,
   * or throws.
   */
  Outcome play(List<Step> steps) {
    String problem = "";
    try {
      steps.forEach(this::happen);
      happen(Event.CLIENT_RESUMES);
      happen(Event.INPUT_ENDS);
      while (!links.waiting().isEmpty()) {
        happen(Event.OLDEST_LOAD_ENDS);
      }
      if (!held.isEmpty() && channel.isOpen()) {
        problem = "does not read " + held;
      }
    } catch (RuntimeException e) {
      problem = e.toString();
    }
    boolean closed = !channel.isOpen();
    links.waiting().forEach(links::complete);
    channel.finishAndReleaseAll();
    if (channel.unreleasedBytes() != 0) {
      problem += " keeps buffers of " + channel.unreleasedBytes() + " bytes";
    }
    return new Outcome(channel.sent(), endedByServer, closed, problem, followed.toString());
  }

  private void happen(Step step) {
    switch (step) {
      case Read _ -> comeIn(step);
      case Event.INPUT_ENDS -> comeIn(step);
      case Event.OLDEST_LOAD_ENDS -> end(links.waiting().stream().limit(1).toList());
      case Event.NEWEST_LOAD_ENDS -> end(links.waiting().reversed().stream().limit(1).toList());
      case Event.ALL_LOADS_END -> end(links.waiting());
      case Event.CLIENT_STALLS -> channel.stall();
      case Event.CLIENT_RESUMES -> channel.resume();
      case Event.SERVER_DRAINS -> draining.set(true);
      case Event.IDLE_ENDS -> endIfIdle();
    }
    readOn();
  }

  private void comeIn(Step step) {
    if (!inputEnds) {
      held.add(step);
      inputEnds = step == Event.INPUT_ENDS;
    }
  }

  private void end(List<ShortCode> loads) {
    loads.forEach(links::complete);
    channel.runPendingTasks();
  }

  private void endIfIdle() {
    if (draining.get() && channel.isOpen()) {
      channel.pipeline().fireUserEventTriggered(RedirectServer.Event.DRAIN);
      channel.runPendingTasks();
    }
  }

  private void readOn() {
    while (!held.isEmpty() && channel.isOpen() && channel.config().isAutoRead()) {
      if (held.remove() instanceof Read read) {
        channel.receive(read.bytes(), read.shape());
      } else {
        endedByServer = channel.isEnded();
        channel.endInput();
      }
      var _ = links.waiting();
    }
    endedByServer |= !channel.isInputShutdown() && channel.isEnded();
  }
}
