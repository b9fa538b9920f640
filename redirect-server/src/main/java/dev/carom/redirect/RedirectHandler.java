package dev.carom.redirect;

import dev.carom.core.link.Domain;
import dev.carom.core.link.RedirectStatus;
import dev.carom.core.link.ShortCode;
import dev.carom.core.link.TargetUrl;
import dev.carom.core.resolve.Admission;
import dev.carom.core.resolve.CodeKey;
import dev.carom.core.resolve.LinkResolver;
import dev.carom.core.resolve.Resolution;
import dev.carom.core.resolve.Resolution.Found;
import dev.carom.core.resolve.Resolution.Known;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one connection's requests.
 *
 * <pre>
 *   request ─► well-formed? ─► a code? ─► in L1? ── yes ──► answered ──┐
 *                  │ no          │ no       │ no                       ├─► written in its turn
 *                  └─────────────┴──► told so └─► resolved elsewhere ──┤
 *                                                   └─► has a limit? ──┘
 *                                                       admitted elsewhere
 * </pre>
 *
 * <p>A plain request comes here from {@link RequestReader} as soon as it is recognised, any other
 * from the codec. On the hot path up to L1, and never off the connection's event loop, but for the
 * resolving of what is not in L1. {@link Conversation} keeps the order and ends the connection.
 */
final class RedirectHandler extends ChannelInboundHandlerAdapter {

  private final Services services;
  private final Conversation conversation;

  /** Whether what is cached may be answered to the requests that are just coming in. */
  private boolean coherent;

  /**
   * What all connections of a server share.
   *
   * @param admission is asked before a link with a limit is answered
   * @param listener hears of answers to followers
   * @param hosts tells which domain is asked
   * @param countryHeader the field that tells a follower's country, or ""
   * @param draining whether the server is about to stop
   */
  record Services(
      LinkResolver resolver,
      Admission admission,
      Responses responses,
      RedirectMetrics metrics,
      FollowListener listener,
      ClientAddresses addresses,
      UnknownCodeLimit unknownCodes,
      Hosts hosts,
      String countryHeader,
      BooleanSupplier draining) {

    /** Returns the link to which nobody is redirected before being admitted, or null. */
    static @Nullable Found limited(Resolution resolution, boolean followingMethod) {
      return resolution instanceof Found found
              && found.limited()
              && Answer.of(found, followingMethod) instanceof Answer.Redirect
          ? found
          : null;
    }

    /**
     * Answers a request that asks for no code.
     *
     * @param domain that is asked, or null if there is none with its host
     */
    static Answer withoutCode(
        RequestTarget target, @Nullable Domain domain, boolean followingMethod) {
      if (target instanceof RequestTarget.RobotsTxt) {
        return followingMethod ? Answer.Plain.ROBOTS_TXT : Answer.Plain.METHOD_NOT_ALLOWED;
      }
      if (domain == null || !followingMethod) {
        return Answer.Plain.NOT_FOUND;
      }
      TargetUrl root = target instanceof RequestTarget.Root ? domain.targets().root() : null;
      return root == null
          ? Answer.on(domain, Answer.Plain.NOT_FOUND)
          : new Answer.Redirect(RedirectStatus.FOUND, root);
    }

    /**
     * Asks for what a link with a limit is answered with.
     *
     * @param startNanos when its follower began to wait
     */
    CompletableFuture<Resolution> admit(
        Found link, FollowerFields fields, boolean head, long startNanos) {
      String userAgent = fields.text(FollowerFields.Name.USER_AGENT);
      return admission.admit(link, new Admission.Follow(userAgent, fields.flags(head), startNanos));
    }
  }

  RedirectHandler(Services services, Conversation conversation) {
    this.services = services;
    this.conversation = conversation;
  }

  Conversation conversation() {
    return conversation;
  }

  /** Requests come in, or are come back to, that were read before this. */
  void requestsCome() {
    coherent = services.resolver().isCoherent();
  }

  private @Nullable Known getIfCached(CodeKey key) {
    return coherent ? services.resolver().getIfCached(key) : null;
  }

  /** Answers a request that did not need the codec. */
  void followPlain(ChannelHandlerContext ctx, PlainRequest request) {
    Known cached = getIfCached(request.code());
    boolean asItIs = cached instanceof Found || request.domain().isPlain();
    if (cached != null && asItIs && conversation.isFree()) {
      int status = Answer.status(cached);
      services
          .listener()
          .followed(
              ctx.channel(), request.code(), cached, status, request.fields(), request.isHead());
      services.metrics().answered(status);
      conversation.hit(cached, !request.isHead());
    } else {
      Exchange exchange = Exchange.plain(request.isHead());
      conversation.begin(exchange);
      if (coherent) {
        follow(ctx, exchange, request.domain(), request.code(), cached, request.fields());
      } else {
        ShortCode code = request.code().code();
        waitAndAsk(ctx, exchange, new RequestTarget.Code(code), request.fields());
      }
    }
  }

  /** Refuses a request that is not even one for the codec. */
  void refuse(ChannelHandlerContext ctx, Answer.Plain refusal) {
    refuse(ctx, Exchange.refused(false), refusal);
  }

  private void refuse(ChannelHandlerContext ctx, HttpRequest request) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    refuse(ctx, Exchange.refused(head), Answer.Plain.BAD_REQUEST);
  }

  private void refuse(ChannelHandlerContext ctx, Exchange exchange, Answer.Plain refusal) {
    conversation.begin(exchange);
    answer(ctx, exchange, refusal);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpRequest request && conversation.isOpen()) {
        handle(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void handle(ChannelHandlerContext ctx, HttpRequest request) {
    if (!RequestRules.allow(request)) {
      refuse(ctx, request);
      return;
    }
    RequestTarget target = RequestTarget.parse(request.uri());
    if (target instanceof RequestTarget.Malformed) {
      refuse(ctx, request);
      return;
    }
    Exchange exchange = begin(request);
    FollowerFields fields = FollowerFields.of(request, services.countryHeader());
    if (coherent) {
      ask(ctx, exchange, target, fields);
    } else {
      waitAndAsk(ctx, exchange, target, fields);
    }
  }

  /** Asks as soon as it is known whether to believe what is known of domains. */
  private void waitAndAsk(
      ChannelHandlerContext ctx, Exchange exchange, RequestTarget target, FollowerFields fields) {
    FollowerFields ownFields = fields.copy();
    whenDone(
        ctx,
        services.resolver().decision(),
        _ -> {
          requestsCome();
          ask(ctx, exchange, target, ownFields);
        });
  }

  private void ask(
      ChannelHandlerContext ctx, Exchange exchange, RequestTarget target, FollowerFields fields) {
    Domain domain = services.hosts().of(fields);
    if (domain != null && target instanceof RequestTarget.Code(ShortCode asked)) {
      CodeKey key = CodeKey.of(domain.code(asked));
      follow(ctx, exchange, domain, key, getIfCached(key), fields);
    } else {
      answer(ctx, exchange, Services.withoutCode(target, domain, exchange.followingMethod()));
    }
  }

  private Exchange begin(HttpRequest request) {
    Exchange exchange = Exchange.of(request);
    conversation.begin(exchange);
    return exchange;
  }

  private void follow(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Domain domain,
      CodeKey key,
      @Nullable Known cached,
      FollowerFields fields) {
    if (cached != null) {
      followed(ctx, exchange, domain, key, cached, fields);
    } else {
      resolve(ctx, exchange, domain, key, fields);
    }
  }

  private void resolve(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Domain domain,
      CodeKey key,
      FollowerFields fields) {
    InetAddress client = services.addresses().of(ctx.channel(), fields);
    if (services.unknownCodes().isExceeded(client)) {
      answer(ctx, exchange, Answer.Plain.TOO_MANY_REQUESTS);
      return;
    }
    long startNanos = System.nanoTime();
    CompletableFuture<Resolution> resolving = services.resolver().resolve(key.code());
    if (resolving.isDone()) {
      // Most codes that nobody minted are told without a query.
      resolved(ctx, exchange, client, domain, key, resolving.join(), fields, startNanos);
      return;
    }
    CodeKey ownKey = CodeKey.of(key.code());
    FollowerFields ownFields = fields.copy();
    whenDone(
        ctx,
        resolving,
        resolution ->
            resolved(ctx, exchange, client, domain, ownKey, resolution, ownFields, startNanos));
  }

  /** Goes on, on the event loop, with what was found elsewhere. */
  private <T> void whenDone(
      ChannelHandlerContext ctx, CompletableFuture<T> elsewhere, Consumer<T> next) {
    var _ =
        elsewhere
            .thenAcceptAsync(next, ctx.executor())
            .exceptionally(cause -> {
              exceptionCaught(ctx, cause);
              return null;
            });
  }

  private void resolved(
      ChannelHandlerContext ctx,
      Exchange exchange,
      @Nullable InetAddress client,
      Domain domain,
      CodeKey key,
      Resolution resolution,
      FollowerFields fields,
      long startNanos) {
    services.unknownCodes().found(client, resolution);
    Found limited = Services.limited(resolution, exchange.followingMethod());
    if (limited == null) {
      followed(ctx, exchange, domain, key, resolution, fields);
      return;
    }
    CodeKey ownKey = CodeKey.of(key.code());
    FollowerFields ownFields = fields.copy();
    whenDone(
        ctx,
        services.admit(limited, ownFields, exchange.isHead(), startNanos),
        admitted -> followed(ctx, exchange, domain, ownKey, admitted, ownFields));
  }

  private void followed(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Domain domain,
      CodeKey key,
      Resolution resolution,
      FollowerFields fields) {
    Domain current = services.hosts().current(domain);
    Answer answer = Answer.of(resolution, exchange.followingMethod(), current);
    if (answer == Answer.Plain.METHOD_NOT_ALLOWED) {
      answer(ctx, exchange, answer);
      return;
    }
    if (ctx.channel().isActive()) {
      services
          .listener()
          .followed(ctx.channel(), key, resolution, answer.status(), fields, exchange.isHead());
    }
    write(exchange, answer);
  }

  /** Answers what follows no link. */
  private void answer(ChannelHandlerContext ctx, Exchange exchange, Answer answer) {
    services.listener().answered(ctx.channel(), answer.status());
    write(exchange, answer);
  }

  private void write(Exchange exchange, Answer answer) {
    services.metrics().answered(answer.status());
    conversation.answer(exchange, answer);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      services.metrics().failed(cause);
    }
    var _ = ctx.close();
  }
}
