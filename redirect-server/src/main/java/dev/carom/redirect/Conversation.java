package dev.carom.redirect;

import dev.carom.core.resolve.Resolution.Known;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are not answered yet, and the order in which they are.
 *
 * <pre>
 *   open ──► closing: the last request has come ──► lingering: its answer is written ──► closed
 * </pre>
 *
 * <p>Answers gather in the event loop's {@link AnswerBuffer} and leave it in one write and one
 * flush for each read (16 pipelined hits cost one system call instead of 16). While too many
 * requests wait, or the client does not take its answers, no more is read. A connection that ends
 * with an answer first says that it has nothing to add and waits for the client to hang up: were it
 * closed over unread input, the client's system would throw the answer away (RFC 9112, section
 * 9.6). On the hot path, and on the connection's event loop alone.
 */
final class Conversation {

  private static final long LINGER_MILLIS = 2_000;

  private enum State {
    OPEN,
    CLOSING,
    LINGERING
  }

  private final Responses responses;
  private final RequestDeadlines deadlines;
  private final int maxPipelined;
  private final BooleanSupplier draining;
  private final Deque<Exchange> exchanges = new ArrayDeque<>(2);
  private @Nullable Link link;
  private State state = State.OPEN;

  /** Whether requests of one read are just coming in. */
  private boolean inRead;

  private boolean settling;
  private boolean unsettled;
  private boolean unflushed;
  private boolean started;

  /** Whether the client has said that it sends nothing more. */
  private boolean inputEnded;

  /** Whether clients have had their time to hear with an answer that the server stops. */
  private boolean drained;

  /** The connection's ends, on its event loop. */
  private record Link(ChannelHandlerContext ctx, RequestReader reader, AnswerBuffer out) {}

  /**
   * @param maxPipelined how many requests may wait
   * @param draining whether the server is about to stop
   */
  Conversation(
      Responses responses, RequestDeadlines deadlines, int maxPipelined, BooleanSupplier draining) {
    this.responses = responses;
    this.deadlines = deadlines;
    this.maxPipelined = maxPipelined;
    this.draining = draining;
  }

  /** The connection's handlers are in place; it may have begun before. */
  void open(ChannelHandlerContext ctx, RequestReader reader) {
    link = new Link(ctx, reader, AnswerBuffer.ofThread());
    if (ctx.channel().isActive()) {
      begins();
    }
  }

  /** The connection is there. */
  void begins() {
    if (!started) {
      started = true;
      deadlines.start(link().ctx);
    }
  }

  private Link link() {
    return Objects.requireNonNull(link);
  }

  private Channel channel() {
    return link().ctx.channel();
  }

  /** Whether another request will be answered. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether another request may be taken now. */
  boolean wantsMore() {
    return state == State.OPEN && exchanges.size() < maxPipelined && channel().isWritable();
  }

  /** Whether no answer needs to say that the connection ends. */
  boolean isPlain() {
    return state == State.OPEN && !isEnding();
  }

  /** Whether the next answer can be written at once. */
  boolean isFree() {
    return exchanges.isEmpty();
  }

  /** Writes the answer to a hit, if {@link #isPlain} and {@link #isFree}. */
  void hit(Known hit, boolean withBody) {
    responses.writeHit(link().out, hit, withBody);
    makeRoom();
  }

  /** A request has come that is answered in its turn. */
  void begin(Exchange exchange) {
    exchanges.add(exchange);
    if (!exchange.keepAlive()) {
      state = State.CLOSING;
    }
  }

  /** Answers one request, and writes the answers whose turn has come. */
  void answer(Exchange exchange, Answer answer) {
    exchange.answer(answer);
    if (inRead) {
      writeReady();
    } else {
      settle();
    }
  }

  /** Requests of one read begin to come in. */
  void readBegins() {
    inRead = true;
  }

  /** The client sends nothing more. What it has asked for is still answered. */
  void inputEnds() {
    inputEnded = true;
    if (state == State.LINGERING) {
      hangUp();
    } else {
      settle();
    }
  }

  /** The server waits for idle clients no longer. */
  void drain() {
    drained = true;
    settle();
  }

  /** The client has begun or ceased to leave its answers untaken. */
  void writabilityChanged() {
    deadlines.writable(channel().isWritable());
    if (!inRead) {
      settle();
    }
  }

  /**
   * Deals with all that a read, an answer or the client's pace has changed: writes what is ready in
   * one flush, takes the requests that had to wait, reads on or not, and ends what has ended.
   */
  void settle() {
    unsettled = true;
    if (settling) {
      return;
    }
    settling = true;
    while (unsettled) {
      unsettled = false;
      inRead = false;
      takeWaitingRequests();
      // A flush may make room for more, of which this hears at once.
      flush();
    }
    settling = false;
    deadlines.settled(link().reader.isHalfway(), link().reader.hasTaken(), !exchanges.isEmpty());
    readOnOrNot();
    endIfIdle();
  }

  private void takeWaitingRequests() {
    RequestReader reader = link().reader;
    try {
      writeReady();
      while (reader.canGoOn() && wantsMore()) {
        inRead = true;
        reader.takeRequests(link().ctx);
        inRead = false;
        writeReady();
      }
    } finally {
      emit();
    }
  }

  private void writeReady() {
    for (Exchange first = exchanges.peek(); first != null; first = exchanges.peek()) {
      Answer answer = first.answer();
      // A connection's last answer says goodbye, and which is a read's last is not known before its
      // end.
      boolean mayBeLast = inRead && isEnding() && exchanges.size() == 1 && first.keepAlive();
      if (answer == null || mayBeLast || state == State.LINGERING) {
        return;
      }
      exchanges.remove();
      write(first, answer);
    }
  }

  private void write(Exchange exchange, Answer answer) {
    boolean last = exchanges.isEmpty() && (!exchange.keepAlive() || canEnd());
    responses.write(
        link().out,
        answer,
        last ? Responses.Persistence.CLOSED : exchange.persistence(),
        !exchange.isHead());
    if (last) {
      state = State.LINGERING;
      emit();
      unflushed = false;
      link().ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> linger());
    } else {
      makeRoom();
    }
  }

  private void makeRoom() {
    if (link().out.isFull()) {
      emit();
      flush();
    }
  }

  /** Empties the event loop's buffer, which is another connection's as soon as this returns. */
  void emit() {
    Link link = link();
    if (!link.out.isEmpty()) {
      unflushed = true;
      var _ = link.ctx.write(link.out.take(link.ctx.alloc()), link.ctx.voidPromise());
    }
  }

  private void flush() {
    if (unflushed) {
      unflushed = false;
      link().ctx.flush();
    }
  }

  private void readOnOrNot() {
    boolean readOn = state != State.OPEN || wantsMore();
    if (readOn != channel().config().isAutoRead()) {
      channel().config().setAutoRead(readOn);
    }
  }

  /** Whether no further request is wanted, or none will come. */
  private boolean isEnding() {
    return inputEnded || draining.getAsBoolean();
  }

  /** Whether, moreover, no request that has come, or has begun to, is waited for. */
  private boolean canEnd() {
    RequestReader reader = link().reader;
    boolean nothingMore = !reader.isHolding() || (inputEnded && reader.isHalfway());
    return isEnding() && !inRead && nothingMore;
  }

  /**
   * Ends a connection that waits for nothing, not before its client could know, once the client has
   * taken its answers and has sent no other request meanwhile; another ends with its last answer.
   */
  private void endIfIdle() {
    if (isIdleAtEnd()) {
      link()
          .ctx
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(_ -> {
            if (isIdleAtEnd()) {
              state = State.LINGERING;
              linger();
            }
          });
    }
  }

  private boolean isIdleAtEnd() {
    return exchanges.isEmpty() && state == State.OPEN && canEnd() && (inputEnded || drained);
  }

  private void linger() {
    if (inputEnded) {
      hangUp();
      return;
    }
    channel().config().setAutoRead(true);
    OutputEnd.say(channel());
    var _ = link().ctx.executor().schedule(this::hangUp, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void hangUp() {
    var _ = link().ctx.close();
  }

  /** The connection is gone, and with it whoever waited for an answer. */
  void abandon() {
    state = State.LINGERING;
    exchanges.clear();
    deadlines.stop();
  }
}
