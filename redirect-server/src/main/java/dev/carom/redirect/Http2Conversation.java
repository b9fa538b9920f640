package dev.carom.redirect;

import dev.carom.core.link.Domain;
import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.redirect.Answer.Plain;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one HTTP/2 connection's requests, and ends it.
 *
 * <pre>
 *   open ──► draining: GOAWAY, and whatever is on its way is still answered
 *        ──► ending: the last GOAWAY; streams that are open are finished
 *        ──► over: everything is said; what still comes is thrown away ──► closed
 * </pre>
 *
 * <p>Requests in L1 are answered at once, on the event loop; others are resolved elsewhere, and
 * answered in whatever order that ends. Bodies of requests are not read: their window is never
 * opened again, and the stream is reset once it is answered (RFC 9113, section 8.1). Lives on the
 * connection's event loop alone.
 */
final class Http2Conversation extends Http2ConnectionHandler {

  /** How long requests that were sent before the client saw the first GOAWAY may take to arrive. */
  private static final long LAST_ARRIVALS_MILLIS = 500;

  private static final long LINGER_MILLIS = 2_000;

  private enum State {
    OPEN,
    DRAINING,
    ENDING,
    OVER
  }

  private final RedirectHandler.Services services;
  private final Http2Answers answers;
  private final Http2Metrics metrics;
  private final int maxPath;

  /** Marks streams whose request has begun and goes on. */
  private final Http2Connection.PropertyKey begun = connection().newKey();

  private @Nullable ChannelHandlerContext context;
  private State state = State.OPEN;

  /** Whether the client has said that it sends nothing more. */
  private boolean inputEnded;

  /**
   * @param maxPath the longest path, in bytes
   */
  Http2Conversation(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      RedirectHandler.Services services,
      Http2Answers answers,
      Http2Metrics metrics,
      int maxPath) {
    super(decoder, encoder, settings, true);
    this.services = services;
    this.answers = answers;
    this.metrics = metrics;
    this.maxPath = maxPath;
    decoder.frameListener(new Requests());
    connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamRemoved(Http2Stream stream) {
                endIfDone();
              }
            });
  }

  /** The frames that matter here; the rest is the codec's. */
  private final class Requests extends Http2FrameAdapter {

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int padding,
        boolean endOfStream) {
      Http2Stream stream = connection().stream(streamId);
      if (stream.getProperty(begun) != null) {
        return; // What follows a body is not read either.
      }
      if (!endOfStream) {
        stream.setProperty(begun, true);
      }
      handle(ctx, new Exchange(stream, Http2Request.isHead(headers)), headers);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int streamDependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean endOfStream) {
      onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    /** Takes nothing, so that the stream's window is not opened again. */
    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
      return 0;
    }
  }

  /** A request that is not answered yet. */
  private record Exchange(Http2Stream stream, boolean head) {}

  private void handle(ChannelHandlerContext ctx, Exchange exchange, Http2Headers headers) {
    Http2Request request = Http2Request.of(headers);
    if (request == null) {
      answer(ctx, exchange, Plain.BAD_REQUEST);
    } else if (request.path().length() > maxPath) {
      answer(ctx, exchange, Plain.URI_TOO_LONG);
    } else {
      ask(ctx, exchange, request, FollowerFields.of(headers, services.countryHeader()));
    }
  }

  private void ask(
      ChannelHandlerContext ctx, Exchange exchange, Http2Request request, FollowerFields fields) {
    RequestTarget target = RequestTarget.parse(request.path());
    if (target instanceof RequestTarget.Malformed) {
      answer(ctx, exchange, Plain.BAD_REQUEST);
    } else if (services.resolver().isCoherent()) {
      ask(ctx, exchange, target, request.followingMethod(), fields);
    } else {
      // Only then is known whether to believe what is known of domains.
      whenDone(
          ctx,
          services.resolver().decision(),
          _ -> {
            ask(ctx, exchange, target, request.followingMethod(), fields);
            flush(ctx);
          });
    }
  }

  private void ask(
      ChannelHandlerContext ctx,
      Exchange exchange,
      RequestTarget target,
      boolean followingMethod,
      FollowerFields fields) {
    Domain domain = services.hosts().of(fields);
    if (domain != null && target instanceof RequestTarget.Code(ShortCode code)) {
      follow(ctx, exchange, domain, domain.code(code), followingMethod, fields);
    } else {
      Answer answer = RedirectHandler.Services.withoutCode(target, domain, followingMethod);
      answer(ctx, exchange, answer);
    }
  }

  private void follow(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Domain domain,
      ShortCode code,
      boolean followingMethod,
      FollowerFields fields) {
    CodeKey key = CodeKey.of(code);
    Resolution cached =
        services.resolver().isCoherent() ? services.resolver().getIfCached(key) : null;
    if (cached != null) {
      Answer answer = Answer.of(cached, followingMethod, domain);
      followed(ctx, exchange, key, answer, cached, fields);
      return;
    }
    InetAddress client = services.addresses().of(ctx.channel(), fields);
    if (services.unknownCodes().isExceeded(client)) {
      answer(ctx, exchange, Plain.TOO_MANY_REQUESTS);
      return;
    }
    long startNanos = System.nanoTime();
    whenDone(
        ctx,
        services.resolver().resolve(code),
        resolution -> {
          services.unknownCodes().found(client, resolution);
          Found limited = RedirectHandler.Services.limited(resolution, followingMethod);
          if (limited == null) {
            Domain current = services.hosts().current(domain);
            Answer answer = Answer.of(resolution, followingMethod, current);
            followed(ctx, exchange, key, answer, resolution, fields);
            flush(ctx);
          } else {
            admit(ctx, exchange, domain, key, limited, fields, startNanos);
          }
        });
  }

  private void admit(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Domain domain,
      CodeKey key,
      Found link,
      FollowerFields fields,
      long startNanos) {
    whenDone(
        ctx,
        services.admit(link, fields, exchange.head(), startNanos),
        admitted -> {
          Answer answer = Answer.of(admitted, true, services.hosts().current(domain));
          followed(ctx, exchange, key, answer, admitted, fields);
          flush(ctx);
        });
  }

  /** Goes on, on the event loop, with what was found elsewhere. */
  private <T> void whenDone(
      ChannelHandlerContext ctx, CompletableFuture<T> elsewhere, Consumer<T> next) {
    var _ =
        elsewhere
            .thenAcceptAsync(next, ctx.executor())
            .exceptionally(cause -> {
              ctx.executor().execute(() -> exceptionCaught(ctx, cause));
              return null;
            });
  }

  private void followed(
      ChannelHandlerContext ctx,
      Exchange exchange,
      CodeKey key,
      Answer answer,
      Resolution resolution,
      FollowerFields fields) {
    if (!isWaitedFor(exchange)) {
      return;
    }
    FollowListener listener = services.listener();
    if (answer == Plain.METHOD_NOT_ALLOWED) {
      listener.answered(ctx.channel(), answer.status());
    } else {
      listener.followed(ctx.channel(), key, resolution, answer.status(), fields, exchange.head());
    }
    write(ctx, exchange, answer);
  }

  /** Whether the client has not lost interest. */
  private boolean isWaitedFor(Exchange exchange) {
    return exchange.stream().state().localSideOpen() && state != State.OVER;
  }

  /** Answers what follows no link. */
  private void answer(ChannelHandlerContext ctx, Exchange exchange, Answer answer) {
    if (isWaitedFor(exchange)) {
      services.listener().answered(ctx.channel(), answer.status());
      write(ctx, exchange, answer);
    }
  }

  private void write(ChannelHandlerContext ctx, Exchange exchange, Answer answer) {
    Http2Stream stream = exchange.stream();
    services.metrics().answered(answer.status());
    boolean bodyFollows = stream.state().remoteSideOpen();
    ByteBuf body = exchange.head() ? Unpooled.EMPTY_BUFFER : answers.body(answer);
    boolean withBody = body.isReadable();
    ChannelFuture written =
        encoder()
            .writeHeaders(ctx, stream.id(), answers.header(answer), 0, !withBody, ctx.newPromise());
    if (withBody) {
      written = encoder().writeData(ctx, stream.id(), body, 0, true, ctx.newPromise());
    }
    if (bodyFollows) {
      written.addListener(_ -> refuseBody(ctx, stream));
    }
  }

  private void refuseBody(ChannelHandlerContext ctx, Http2Stream stream) {
    if (stream.state().remoteSideOpen()) {
      var _ = resetStream(ctx, stream.id(), Http2Error.NO_ERROR.code(), ctx.newPromise());
      flush(ctx);
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    Http2Stream stream = connection().stream(error.streamId());
    if (error instanceof Http2Exception.HeaderListSizeException tooLong
        && tooLong.duringDecode()
        && (stream == null || !stream.isHeadersSent())) {
      answerTooLongHeader(ctx, error.streamId(), stream);
    } else if (stream == null && error.error() == Http2Error.STREAM_CLOSED) {
      // What was under way when the stream was reset.
    } else {
      super.onStreamError(ctx, outbound, cause, error);
    }
  }

  private void answerTooLongHeader(
      ChannelHandlerContext ctx, int streamId, @Nullable Http2Stream known) {
    try {
      // Whether a body follows is not known: as if it did.
      Http2Stream stream =
          known == null ? connection().remote().createStream(streamId, false) : known;
      answer(ctx, new Exchange(stream, false), Plain.HEADER_TOO_LONG);
    } catch (Http2Exception _) {
      var _ = resetStream(ctx, streamId, Http2Error.REFUSED_STREAM.code(), ctx.newPromise());
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (error != null) {
      metrics.violations().increment();
      super.onConnectionError(ctx, outbound, cause, error);
    } else {
      // Not the client's fault, whom the message is none of the business of.
      if (!(cause instanceof IOException)) {
        services.metrics().failed(cause);
      }
      Http2Exception neutral =
          Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, "internal error");
      super.onConnectionError(ctx, outbound, neutral, neutral);
    }
    state = State.OVER;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  /** While the client does not take its answers, nothing more is read that would need another. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    super.channelWritabilityChanged(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (state == State.OVER) {
      ReferenceCountUtil.release(message);
    } else {
      super.channelRead(ctx, message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    switch (event) {
      case RedirectServer.Event.DRAIN -> drain(ctx);
      case Http2Deadlines.Event.IDLE -> {
        services.metrics().slowConnections().increment();
        drain(ctx);
      }
      case Http2Deadlines.Event.SLOW -> {
        services.metrics().slowConnections().increment();
        breakOff(ctx);
      }
      case Http2Deadlines.Event.FLOOD -> {
        metrics.violations().increment();
        breakOff(ctx);
      }
      case ChannelInputShutdownEvent _ -> {
        super.userEventTriggered(ctx, event);
        inputEnds(ctx);
      }
      default -> super.userEventTriggered(ctx, event);
    }
  }

  /** Says that the connection will end, before which number of stream not yet. */
  private void drain(ChannelHandlerContext ctx) {
    if (state == State.OPEN) {
      state = State.DRAINING;
      sayGoodbye(ctx, Integer.MAX_VALUE, Http2Error.NO_ERROR);
      var _ = ctx.executor().schedule(() -> end(ctx), LAST_ARRIVALS_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void inputEnds(ChannelHandlerContext ctx) {
    inputEnded = true;
    if (state == State.OVER) {
      hangUp();
    } else {
      end(ctx);
    }
  }

  /** Takes no further request. */
  private void end(ChannelHandlerContext ctx) {
    if (state == State.OPEN || state == State.DRAINING) {
      state = State.ENDING;
      sayGoodbye(ctx, connection().remote().lastStreamCreated(), Http2Error.NO_ERROR);
      endIfDone();
    }
  }

  private void endIfDone() {
    if (state == State.ENDING && connection().numActiveStreams() == 0) {
      state = State.OVER;
      ChannelHandlerContext ctx = Objects.requireNonNull(context);
      if (inputEnded) {
        hangUp();
      } else {
        OutputEnd.say(ctx.channel());
        var _ = ctx.executor().schedule(this::hangUp, LINGER_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Ends the connection whatever is open. */
  private void breakOff(ChannelHandlerContext ctx) {
    if (state != State.OVER) {
      state = State.OVER;
      sayGoodbye(ctx, connection().remote().lastStreamCreated(), Http2Error.ENHANCE_YOUR_CALM);
    }
    hangUp();
  }

  private void hangUp() {
    var _ = Objects.requireNonNull(context).close();
  }

  private void sayGoodbye(ChannelHandlerContext ctx, int lastStream, Http2Error error) {
    var _ = goAway(ctx, lastStream, error.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
    flush(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      onError(ctx, false, cause);
      return;
    }
    if (!(cause instanceof IOException)) {
      services.metrics().failed(cause);
    }
    hangUp();
  }
}
