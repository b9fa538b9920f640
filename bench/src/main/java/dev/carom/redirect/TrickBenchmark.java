package dev.carom.redirect;

import dev.carom.bench.BrowserRequest;
import dev.carom.bench.micro.EventLoopThreads;
import dev.carom.bench.micro.SampleLinks;
import dev.carom.core.config.HostNames;
import dev.carom.core.resolve.Domains;
import dev.carom.core.resolve.Resolution.Found;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tricks of the fast path, each beside the ordinary way, on a browser's request and one answer.
 * In none of them: the look-up, the pipeline and the socket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {EventLoopThreads.EXECUTOR, EventLoopThreads.EXECUTOR_CLASS})
public class TrickBenchmark {

  private static final byte[] HEAD =
      "HTTP/1.1 302 Found\r\nDate: Sun, 22 Nov 2026 06:00:00 GMT\r\nCache-Control: no-store\r\nLocation: "
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL =
      "\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Found found = new SampleLinks().found(0);
  private final byte[] target = found.target().value().getBytes(StandardCharsets.US_ASCII);
  private final ByteBuf request = Unpooled.directBuffer();
  private final byte[] heap = new byte[2048];
  private static final Hosts HOSTS = new Hosts(() -> Domains.NONE, new HostNames(Set.of()));

  private final PlainRequest plain = new PlainRequest(HOSTS, 8192, "");
  private final AnswerBuffer out = AnswerBuffer.ofThread();
  private final Responses responses =
      new Responses(new HttpDate(InstantSource.system()), Duration.ofSeconds(1), null);

  public TrickBenchmark() {
    byte[] code = "Abc1234".getBytes(StandardCharsets.US_ASCII);
    new BrowserRequest("go.example.com").write(code, request);
  }

  /** Recognising a whole request: the copy to the heap, and one pass over it. */
  @Benchmark
  public int recognise() {
    plain.copy(request);
    int length = plain.read();
    if (length == PlainRequest.NOT_PLAIN) {
      throw new IllegalStateException("not plain");
    }
    return length;
  }

  /** Skipping all of a request's text, eight bytes at a time. */
  @Benchmark
  public int skipTextByWords() {
    request.getBytes(0, heap, 0, request.readableBytes());
    int end = request.readableBytes();
    int lines = 0;
    for (int i = 0; i < end; i = Bytes.indexAfterText(heap, i) + 2) {
      lines++;
    }
    return lines;
  }

  /** The same byte by byte, on the heap. */
  @Benchmark
  public int skipTextByBytes() {
    request.getBytes(0, heap, 0, request.readableBytes());
    int end = request.readableBytes();
    int lines = 0;
    for (int i = 0; i < end; i += 2) {
      while (heap[i] >= ' ' && heap[i] != 0x7F) {
        i++;
      }
      lines++;
    }
    return lines;
  }

  /** The same byte by byte, in the buffer that was read into. */
  @Benchmark
  public int skipTextInBuffer() {
    int end = request.writerIndex();
    int lines = 0;
    for (int i = 0; i < end; i += 2) {
      for (byte b = request.getByte(i); b >= ' ' && b != 0x7F; b = request.getByte(i)) {
        i++;
      }
      lines++;
    }
    return lines;
  }

  /** An answer put together on the heap, then copied out. */
  @Benchmark
  public int answerByWayOfHeap() {
    responses.writeHit(out, found, true);
    return release(out.take(PooledByteBufAllocator.DEFAULT));
  }

  /** The same three parts written one by one to where the socket takes them from. */
  @Benchmark
  public int answerInBuffer() {
    return release(
        PooledByteBufAllocator.DEFAULT
            .ioBuffer(512)
            .writeBytes(HEAD)
            .writeBytes(target)
            .writeBytes(TAIL));
  }

  private static int release(ByteBuf answer) {
    int length = answer.readableBytes();
    answer.release();
    return length;
  }

  @TearDown
  public void close() {
    request.release();
  }
}
