package dev.carom.redirect;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The requests of one connection that are not answered yet, and the order in which they are.
 *
 * <pre>
 *   open ──► closing: the last request has come ──► lingering: its answer is written ──► closed
 * </pre>
 *
 * <p>While too many requests wait, or the client does not take its answers, no more is read. A
 * connection that ends with an answer first says that it has nothing to add and waits for the
 * client to hang up: were it closed over unread input, the client's system would throw the answer
 * away (RFC 9112, section 9.6). Lives on the connection's event loop alone.
 */
final class Conversation {

  private static final long LINGER_MILLIS = 2_000;

  private enum State {
    OPEN,
    CLOSING,
    LINGERING
  }

  private final ChannelHandlerContext ctx;
  private final RequestDeadlines deadlines;
  private final int maxPipelined;
  private final BooleanSupplier draining;
  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private State state = State.OPEN;

  /** Whether requests of one read are just coming in. */
  private boolean inRead;

  /** Whether the client has said that it sends nothing more. */
  private boolean inputEnded;

  /**
   * @param maxPipelined how many requests may wait
   * @param draining whether the server is about to stop
   */
  Conversation(
      ChannelHandlerContext ctx,
      RequestDeadlines deadlines,
      int maxPipelined,
      BooleanSupplier draining) {
    this.ctx = ctx;
    this.deadlines = deadlines;
    this.maxPipelined = maxPipelined;
    this.draining = draining;
  }

  /** Whether another request will be answered. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  void begin(Exchange exchange) {
    deadlines.received();
    exchanges.add(exchange);
    if (!exchange.keepAlive()) {
      state = State.CLOSING;
    }
  }

  /** Requests of one read begin to come in. */
  void readBegins() {
    inRead = true;
  }

  /** All requests of one read have come in: what is ready goes out in one flush. */
  void readEnds() {
    inRead = false;
    writeReady();
    ctx.flush();
    pace();
    endIfIdle();
  }

  /** The client sends nothing more. What it has asked for is still answered. */
  void inputEnds() {
    inputEnded = true;
    if (state == State.LINGERING) {
      hangUp();
    } else {
      endIfIdle();
    }
  }

  /** Answers one request, and writes the answers whose turn has come. The caller flushes. */
  void answer(Exchange exchange, FullHttpResponse response) {
    if (state == State.LINGERING) {
      response.release();
      return;
    }
    exchange.answer(response);
    writeReady();
  }

  private void writeReady() {
    for (Exchange first = exchanges.peek(); first != null; first = exchanges.peek()) {
      FullHttpResponse response = first.response();
      // A connection's last answer says goodbye, and which is a read's last is not known before its
      // end.
      boolean mayBeLast = inRead && isEnding() && exchanges.size() == 1;
      if (response == null || mayBeLast) {
        return;
      }
      exchanges.remove();
      write(first, response);
    }
  }

  private void write(Exchange exchange, FullHttpResponse response) {
    deadlines.answered();
    boolean last = exchanges.isEmpty() && (!exchange.keepAlive() || canEnd());
    if (last) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      state = State.LINGERING;
      ctx.writeAndFlush(response).addListener(_ -> linger());
    } else {
      if (exchange.keepAliveMustBeSaid()) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      }
      var _ = ctx.write(response, ctx.voidPromise());
    }
  }

  /**
   * Reads on, or stops reading, as the number of waiting requests and the client's pace ask for.
   */
  void pace() {
    Channel channel = ctx.channel();
    if (exchanges.size() >= maxPipelined) {
      writeReady();
    }
    boolean readOn = exchanges.size() < maxPipelined && channel.isWritable();
    if (readOn != channel.config().isAutoRead()) {
      // Whoever is not read from must at least get what is ready for him, or he would never go on.
      ctx.flush();
      // Reading on first hands over what was held back, as one read does.
      boolean withinRead = inRead;
      inRead = true;
      channel.config().setAutoRead(readOn);
      inRead = withinRead;
      if (!withinRead) {
        readEnds();
      }
    }
  }

  /** Whether no further request is wanted, or none will come. */
  private boolean isEnding() {
    return inputEnded || draining.getAsBoolean();
  }

  /** Whether, moreover, no request that has come is held back. */
  private boolean canEnd() {
    return isEnding() && !inRead && ctx.channel().config().isAutoRead();
  }

  /**
   * Ends a connection that waits for nothing, once the client has taken its answers and has sent no
   * other request meanwhile; another ends with its last answer.
   */
  void endIfIdle() {
    if (isIdleAtEnd()) {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(_ -> {
            if (isIdleAtEnd()) {
              state = State.LINGERING;
              linger();
            }
          });
    }
  }

  private boolean isIdleAtEnd() {
    return exchanges.isEmpty() && state == State.OPEN && canEnd();
  }

  private void linger() {
    if (inputEnded) {
      hangUp();
      return;
    }
    ctx.channel().config().setAutoRead(true);
    OutputEnd.say(ctx.channel());
    var _ = ctx.executor().schedule(this::hangUp, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void hangUp() {
    var _ = ctx.close();
  }

  /** Lets go of answers that can no longer be written. */
  void abandon() {
    state = State.LINGERING;
    for (Exchange exchange : exchanges) {
      FullHttpResponse response = exchange.response();
      if (response != null) {
        response.release();
      }
    }
    exchanges.clear();
  }
}
