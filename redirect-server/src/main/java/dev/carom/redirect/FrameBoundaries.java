package dev.carom.redirect;

import io.netty.buffer.ByteBuf;

/**
 * Where in a client's stream of HTTP/2 frames (RFC 9113, section 4.1) its bytes have got to. Looks
 * at the frames' headers alone; whether they are right is for the codec to say.
 */
final class FrameBoundaries {

  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;
  private static final int HEADERS = 0x1;
  private static final int CONTINUATION = 0x9;
  private static final int END_HEADERS = 0x4;

  private int payloadLeft = PREFACE_BYTES;
  private int headerBytes;
  private int length;
  private int type;
  private boolean begun;
  private boolean inHeaderBlock;
  private long frames;
  private long whole;

  /** Takes note of the next bytes, and leaves them as they are. */
  void follow(ByteBuf bytes) {
    int end = bytes.writerIndex();
    begun |= bytes.isReadable();
    for (int i = bytes.readerIndex(); i < end; ) {
      if (payloadLeft > 0) {
        int skipped = Math.min(payloadLeft, end - i);
        payloadLeft -= skipped;
        i += skipped;
        countIfWhole();
      } else {
        header(bytes.getUnsignedByte(i++));
      }
    }
  }

  private void header(int octet) {
    if (headerBytes < 3) {
      length = length << 8 | octet;
    } else if (headerBytes == 3) {
      type = octet;
    } else if (headerBytes == 4 && (type == HEADERS || type == CONTINUATION)) {
      inHeaderBlock = (octet & END_HEADERS) == 0;
    }
    if (++headerBytes == HEADER_BYTES) {
      payloadLeft = length;
      headerBytes = 0;
      length = 0;
      frames++;
      countIfWhole();
    }
  }

  private void countIfWhole() {
    if (payloadLeft == 0 && !inHeaderBlock) {
      whole++;
    }
  }

  /**
   * Whether something has begun, a frame or the several that hold one request's header, and is not
   * complete.
   */
  boolean within() {
    return begun && (payloadLeft > 0 || headerBytes > 0 || inHeaderBlock);
  }

  /** How often what had begun, as {@link #within} has it, was completed. */
  long whole() {
    return whole;
  }

  /** How many frames have begun. */
  long frames() {
    return frames;
  }
}
