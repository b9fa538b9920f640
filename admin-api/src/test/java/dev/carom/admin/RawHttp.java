package dev.carom.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection on which a test writes its own bytes, where a client would correct them. */
final class RawHttp implements AutoCloseable {

  private final Socket socket;

  RawHttp(int port) throws IOException {
    this(port, new Socket());
  }

  private RawHttp(int port, Socket socket) throws IOException {
    this.socket = socket;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(20_000);
  }

  /** A client whose machine takes a few kilobytes for it, and no more. */
  static RawHttp narrow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return new RawHttp(port, socket);
  }

  RawHttp write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Reads until a text has come, and returns all that came; fails if the end comes first. */
  String readUntil(String text) throws IOException {
    StringBuilder read = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (read.indexOf(text, read.length() - text.length()) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("ended after: " + read);
      }
      read.append((char) b);
    }
    return read.toString();
  }

  /** Reads to the end of the connection. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (SocketTimeoutException e) {
      throw new AssertionError(
          "not closed after: " + read.toString(StandardCharsets.ISO_8859_1), e);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads whether the server closes the connection, in good order or not, and says nothing. */
  boolean isClosed() {
    try {
      return readToEnd().isEmpty();
    } catch (SocketException _) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads whether a chunked answer breaks off before its end. */
  boolean isCut() throws IOException {
    try {
      return !readToEnd().endsWith("\r\n0\r\n\r\n");
    } catch (SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
