package org.revcor.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Messages over a socket. A frame is the length of the message and of the bytes, the message in
 * CBOR, and the bytes. One thread may read while others send.
 */
record Connection(SocketChannel socket) implements Closeable {
  private static final int MAX_MESSAGE = 256 << 10;
  private static final long MAX_BYTES = Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 2);

  /** The Java library keeps native memory for the largest piece that a thread sends. */
  private static final int MAX_PIECE = 1 << 16;

  private static final int HEADER = 2 * Integer.BYTES;

  /** Memory for bytes before the first of them arrives. */
  private static final int FIRST_CAPACITY = 1 << 20;

  /** A process that a network has taken over may leave out what is needed. */
  private static final ObjectReader MESSAGES =
      Cbor.mapper()
          .readerFor(Message.class)
          .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  record Frame(Message message, byte[] bytes) {}

  void send(Message message, byte[] bytes) throws IOException {
    byte[] encoded = Cbor.mapper().writeValueAsBytes(message);
    if (encoded.length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "a message of %d bytes, more than %d".formatted(encoded.length, MAX_MESSAGE));
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER + encoded.length);
    header.putInt(encoded.length).putInt(bytes.length).put(encoded);
    synchronized (this) {
      write(header.array());
      write(bytes);
    }
  }

  private void write(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(MAX_PIECE, bytes.length - from);
      from += socket.write(ByteBuffer.wrap(bytes, from, length));
    }
  }

  void send(Message message) throws IOException {
    send(message, new byte[0]);
  }

  Frame receive() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(read(HEADER));
    int length = header.getInt();
    int bytes = header.getInt();
    if (length < 1 || length > MAX_MESSAGE || bytes < 0 || bytes > MAX_BYTES) {
      throw new IOException("a frame of %d and %d bytes".formatted(length, bytes));
    }
    Message message = MESSAGES.readValue(read(length));
    if (message == null) {
      throw new IOException("a frame without a message");
    }
    return new Frame(message, read(bytes));
  }

  /** Allocates memory for what arrives, not for what is announced. */
  private byte[] read(int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(Math.min(bytes, FIRST_CAPACITY));
    while (read.position() < bytes) {
      if (read.position() == read.capacity()) {
        int capacity = (int) Math.min(bytes, 4L * read.capacity());
        read = ByteBuffer.allocate(capacity).put(read.flip());
      }
      read.limit(Math.min(read.capacity(), read.position() + MAX_PIECE));
      if (socket.read(read) < 0) {
        throw new EOFException("the other process has ended");
      }
    }
    return read.array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
