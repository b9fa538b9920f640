package dev.carom.redirect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The ways in which the bytes of one read may lie in memory. */
enum BufferShape {
  HEAP {
    @Override
    ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes) {
      return allocator.heapBuffer(bytes.length).writeBytes(bytes);
    }
  },
  DIRECT {
    @Override
    ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes) {
      return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }
  },
  /** Behind bytes that are read already, and before room for more. */
  OFFSET {
    @Override
    ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes) {
      byte[] before = {'G', 'E', 'T', ' ', '/', 'a'};
      ByteBuf buffer = allocator.heapBuffer(before.length + bytes.length + 7);
      return buffer.writeBytes(before).skipBytes(before.length).writeBytes(bytes);
    }
  },
  /** A part of something larger. */
  SLICE {
    @Override
    ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes) {
      ByteBuf buffer = allocator.heapBuffer(bytes.length + 8).writeInt(0).writeBytes(bytes);
      ByteBuf slice = buffer.writeInt(0).retainedSlice(4, bytes.length);
      buffer.release();
      return slice;
    }
  },
  /** In two pieces. */
  COMPOSITE {
    @Override
    ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes) {
      int half = bytes.length / 2;
      return allocator
          .compositeBuffer()
          .addComponent(true, allocator.heapBuffer(half + 1).writeBytes(bytes, 0, half))
          .addComponent(
              true, allocator.directBuffer(half + 1).writeBytes(bytes, half, bytes.length - half));
    }
  };

  /** Copies bytes into a buffer of this shape, which the caller owns. */
  abstract ByteBuf buffer(ByteBufAllocator allocator, byte[] bytes);
}
