package dev.carom.redirect;

import dev.carom.core.config.RedirectConfig;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.function.Consumer;

/**
 * Adds the handlers of HTTP/2 to a connection, with the bounds that no client may cross:
 *
 * <ul>
 *   <li>streams at once and a header's size, which the client is told;
 *   <li>streams that the client resets, or makes the server reset, in a time (CVE-2023-44487);
 *   <li>small CONTINUATION frames of one header, and empty DATA frames in a row;
 *   <li>answers to PING, SETTINGS and broken streams that the client does not take.
 * </ul>
 *
 * <p>{@link Http2Deadlines} bounds the rest: time, and frames that ask for nothing. Priorities are
 * ignored (RFC 9113, section 5.3.2).
 */
final class Http2Connections implements Consumer<Channel> {

  private static final int RESETS_PER_WINDOW = 200;
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int MAX_SMALL_CONTINUATIONS = 16;
  private static final int MAX_EMPTY_DATA_FRAMES = 2;
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1_000;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final RedirectConfig config;
  private final RedirectHandler.Services services;
  private final Http2Answers answers;
  private final Http2Metrics metrics;

  Http2Connections(
      RedirectConfig config,
      RedirectHandler.Services services,
      Http2Answers answers,
      Http2Metrics metrics) {
    this.config = config;
    this.services = services;
    this.answers = answers;
    this.metrics = metrics;
  }

  @Override
  public void accept(Channel channel) {
    Http2Conversation conversation = new Codec().build();
    channel
        .pipeline()
        .addLast(
            new Http2Deadlines(
                conversation.connection(),
                config.headerTimeout(),
                config.idleTimeout(),
                config.writeTimeout()),
            conversation);
  }

  /** Puts Netty's parts together around a conversation. */
  private final class Codec
      extends AbstractHttp2ConnectionHandlerBuilder<Http2Conversation, Codec> {

    Codec() {
      connection(connectionWithoutPriorities());
      initialSettings(
          new Http2Settings()
              .maxConcurrentStreams(config.http2MaxStreams())
              .maxHeaderListSize(config.maxHeaderBytes()));
      validateHeaders(true);
      validateRequiredPseudoHeaders(false);
      headerSensitivityDetector(Http2Answers.NOT_REMEMBERED);
      encoderIgnoreMaxHeaderListSize(true);
      decoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS);
      encoderEnforceMaxRstFramesPerWindow(RESETS_PER_WINDOW, RESET_WINDOW_SECONDS);
      decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
      decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES);
      encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES);
      gracefulShutdownTimeoutMillis(LAST_WORDS_MILLIS);
    }

    private static Http2Connection connectionWithoutPriorities() {
      Http2Connection connection = new DefaultHttp2Connection(true);
      connection
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(
                  connection, new UniformStreamByteDistributor(connection)));
      return connection;
    }

    @Override
    protected Http2Conversation build() {
      return super.build();
    }

    @Override
    protected Http2Conversation build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new Http2Conversation(
          decoder, encoder, settings, services, answers, metrics, config.maxRequestLine());
    }
  }
}
