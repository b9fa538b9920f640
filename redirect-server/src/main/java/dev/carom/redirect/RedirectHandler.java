package dev.carom.redirect;

import dev.carom.core.link.ShortCode;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers one connection's requests.
 *
 * <pre>
 *   request ─► well-formed? ─► a code? ─► in L1? ── yes ──► answered ──┐
 *                  │ no          │ no       │ no                       ├─► written in its turn
 *                  └─────────────┴──► told so └─► resolved elsewhere ──┘
 * </pre>
 *
 * <p>On the hot path up to L1, and never off the connection's event loop, but for the resolving of
 * what is not in L1. {@link Conversation} keeps the order and ends the connection.
 */
final class RedirectHandler extends ChannelInboundHandlerAdapter {

  private final Services services;
  private final RequestDeadlines deadlines;
  private @Nullable Conversation conversation;

  /**
   * What all connections of a server share.
   *
   * @param draining whether the server is about to stop
   */
  record Services(
      LinkResolver resolver,
      Responses responses,
      RedirectMetrics metrics,
      int maxPipelined,
      BooleanSupplier draining) {}

  RedirectHandler(Services services, RequestDeadlines deadlines) {
    this.services = services;
    this.deadlines = deadlines;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    conversation = new Conversation(ctx, deadlines, services.maxPipelined(), services.draining());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request && conversation().isOpen()) {
        handle(ctx, request);
        conversation().pace();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void handle(ChannelHandlerContext ctx, HttpRequest request) {
    Responses responses = services.responses();
    Refusal refusal = Refusal.of(request);
    Exchange exchange = new Exchange(request, refusal != null);
    conversation().begin(exchange);
    if (refusal != null) {
      answer(exchange, responses.refuse(refusal));
      return;
    }
    switch (RequestTarget.parse(request.uri())) {
      case RequestTarget.Code(ShortCode code) -> follow(ctx, exchange, code);
      case RequestTarget.RobotsTxt() ->
          answer(
              exchange,
              exchange.followingMethod() ? responses.robotsTxt() : responses.methodNotAllowed());
      case RequestTarget.NoLink() -> answer(exchange, responses.notFound());
      case RequestTarget.Malformed() -> answer(exchange, responses.refuse(Refusal.BAD_REQUEST));
    }
  }

  private void follow(ChannelHandlerContext ctx, Exchange exchange, ShortCode code) {
    Resolution cached = services.resolver().getIfCached(code);
    if (cached != null) {
      answer(exchange, cached);
    } else {
      resolveOffLoop(ctx, exchange, code);
    }
  }

  private void resolveOffLoop(ChannelHandlerContext ctx, Exchange exchange, ShortCode code) {
    var _ =
        services
            .resolver()
            .resolve(code)
            .thenAcceptAsync(
                resolution -> {
                  answer(exchange, resolution);
                  ctx.flush();
                  conversation().pace();
                },
                ctx.executor())
            .exceptionally(cause -> {
              exceptionCaught(ctx, cause);
              return null;
            });
  }

  private void answer(Exchange exchange, Resolution resolution) {
    answer(exchange, services.responses().of(resolution, exchange.followingMethod()));
  }

  private void answer(Exchange exchange, FullHttpResponse response) {
    services.metrics().answered(response.status());
    conversation().answer(exchange, response);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    conversation().pace();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == RedirectServer.Event.DRAIN) {
      conversation().endIfIdle();
    } else if (event instanceof ChannelInputShutdownEvent) {
      conversation().inputEnds();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    conversation().abandon();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      services.metrics().failures().failed(cause);
    }
    var _ = ctx.close();
  }

  Conversation conversation() {
    return Objects.requireNonNull(conversation);
  }
}
