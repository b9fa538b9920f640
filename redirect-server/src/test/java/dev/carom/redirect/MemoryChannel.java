package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A connection in memory that can be closed on either side, as a socket can. It counts its own
 * buffers, and none may be left when it is closed.
 */
final class MemoryChannel extends EmbeddedChannel implements DuplexChannel {

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private boolean inputShutdown;
  private boolean outputShutdown;
  private boolean stalled;
  private Runnable whenSending = () -> {};

  MemoryChannel(ChannelHandler handler) {
    super(handler);
    config().setAllocator(allocator);
  }

  /** Reads bytes as from a socket; only while it is open. */
  void receive(byte[] bytes, BufferShape shape) {
    writeInbound(shape.buffer(allocator, bytes));
  }

  /** The client sends nothing more. */
  void endInput() {
    inputShutdown = true;
    pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    runPendingTasks();
  }

  /** Has something happen when bytes are being sent. */
  void whenSending(Runnable action) {
    whenSending = action;
  }

  /** The client takes nothing more for now. */
  void stall() {
    stalled = true;
  }

  /** The client takes what there is, and goes on. */
  void resume() {
    stalled = false;
    var _ = flush();
    runPendingTasks();
  }

  /** All that was sent, a character for a byte. */
  String sent() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether nothing more will be sent. */
  boolean isEnded() {
    return outputShutdown || !isOpen();
  }

  /** How many bytes of buffers are not released. */
  long unreleasedBytes() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) throws Exception {
    if (!stalled) {
      super.doWrite(in);
    }
  }

  @Override
  protected void handleOutboundMessage(Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (outputShutdown && bytes.isReadable()) {
        throw new IllegalStateException("sent after the end");
      }
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      sent.writeBytes(copy);
      whenSending.run();
    } finally {
      bytes.release();
    }
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    inputShutdown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputShutdown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isShutdown() {
    return inputShutdown && outputShutdown;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    inputShutdown = true;
    return shutdownOutput(promise);
  }
}
