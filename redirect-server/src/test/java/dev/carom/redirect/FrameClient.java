package dev.carom.redirect;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection on which a test writes what frames it likes. */
final class FrameClient implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  private static final int TIMEOUT_MILLIS = 15_000;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

  /** A frame from the server. */
  record Frame(int type, int flags, int stream, ByteBuffer payload) {

    /** The error code of RST_STREAM, or the first number of another frame. */
    int number() {
      return payload.getInt(0);
    }

    int errorOfGoaway() {
      return payload.getInt(4);
    }
  }

  FrameClient(int port, SSLContext trust) throws IOException {
    socket =
        (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  /** Begins the conversation, with settings as pairs of identifier and value. */
  FrameClient hello(int... settings) throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    return frame(SETTINGS, 0, 0, payload.array());
  }

  FrameClient frame(int type, int flags, int stream, byte... payload) throws IOException {
    out.writeInt((payload.length << 8) | type);
    out.write(flags);
    out.writeInt(stream);
    out.write(payload);
    return this;
  }

  FrameClient bytes(byte... bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  FrameClient flush() throws IOException {
    out.flush();
    return this;
  }

  /** Asks for a path; the request has no body. */
  FrameClient get(int stream, String path) throws IOException {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, header("GET", path));
  }

  FrameClient reset(int stream) throws IOException {
    return frame(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
  }

  static byte[] header(String method, String path) {
    return fields(":method", method, ":scheme", "https", ":authority", "go.example", ":path", path);
  }

  /** Encodes names and values as literals without indexing (RFC 7541, section 6.2.2). */
  static byte[] fields(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      string(block, namesAndValues[i]);
      string(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length >= 128; length >>= 7) {
        block.write((length & 127) | 128);
      }
      block.write(length);
    }
    block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads the next frame. */
  Frame read() throws IOException {
    flush();
    int lengthAndType = in.readInt();
    int flags = in.read();
    int stream = in.readInt();
    byte[] payload = new byte[lengthAndType >>> 8];
    in.readFully(payload);
    return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
  }

  /** Skips to the next frame of a type, or returns null if the connection ends before. */
  @Nullable Frame next(int type) throws IOException {
    try {
      while (true) {
        Frame frame = read();
        if (frame.type() == type) {
          return frame;
        }
      }
    } catch (EOFException | SocketException _) {
      return null;
    }
  }

  /** Decodes a response's header; each must be decoded in its turn. */
  Http2Headers decode(Frame headers) throws Http2Exception {
    return decoder.decodeHeaders(headers.stream(), Unpooled.wrappedBuffer(headers.payload()));
  }

  @Override
  public void close() throws IOException {
    // Not the TLS close, which waits for a server that may not be reading.
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
