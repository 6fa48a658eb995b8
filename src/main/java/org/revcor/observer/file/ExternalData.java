package org.revcor.observer.file;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Finds weights that an ONNX file keeps in other files. The runtime would read these from any
 * place, and the digest of the file does not cover them.
 *
 * <p>An ONNX file is a message of protocol buffers. Only the fields that lead to its tensors are
 * followed; their numbers are those of {@code onnx.proto}.
 */
final class ExternalData {
  private static final int MAX_DEPTH = 100;

  private enum Kind {
    MODEL,
    GRAPH,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    ENTRY
  }

  /** The fields that are messages, by their number. */
  private static final Map<Kind, Map<Integer, Kind>> FIELDS =
      Map.of(
          Kind.MODEL, Map.of(7, Kind.GRAPH, 25, Kind.FUNCTION),
          Kind.GRAPH, Map.of(1, Kind.NODE, 5, Kind.TENSOR, 15, Kind.SPARSE_TENSOR),
          Kind.FUNCTION, Map.of(7, Kind.NODE, 11, Kind.ATTRIBUTE),
          Kind.NODE, Map.of(5, Kind.ATTRIBUTE),
          Kind.ATTRIBUTE,
              Map.of(
                  5, Kind.TENSOR,
                  6, Kind.GRAPH,
                  10, Kind.TENSOR,
                  11, Kind.GRAPH,
                  22, Kind.SPARSE_TENSOR,
                  23, Kind.SPARSE_TENSOR),
          Kind.SPARSE_TENSOR, Map.of(1, Kind.TENSOR, 2, Kind.TENSOR),
          Kind.TENSOR, Map.of(13, Kind.ENTRY));

  private ExternalData() {}

  /**
   * Returns whether a file refers to data in other files.
   *
   * @throws IllegalArgumentException if the bytes are not a message
   */
  static boolean isIn(byte[] onnx) {
    try {
      return isIn(ByteBuffer.wrap(onnx).order(ByteOrder.LITTLE_ENDIAN), Kind.MODEL, 0);
    } catch (BufferUnderflowException cut) {
      throw new IllegalArgumentException("the end is missing", cut);
    }
  }

  private static boolean isIn(ByteBuffer message, Kind kind, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("graphs are nested too deeply");
    }
    while (message.hasRemaining()) {
      long tag = number(message);
      if (tag >>> Integer.SIZE != 0) {
        throw new IllegalArgumentException("the number of a field has more than 32 bits");
      }
      switch ((int) (tag & 7)) {
        case 0 -> {
          long unused = number(message);
        }
        case 1 -> message.getLong();
        case 2 -> {
          ByteBuffer field = field(message);
          Kind child = FIELDS.getOrDefault(kind, Map.of()).get((int) (tag >>> 3));
          if (child == Kind.ENTRY || (child != null && isIn(field, child, depth + 1))) {
            return true;
          }
        }
        case 5 -> message.getInt();
        default -> throw new IllegalArgumentException("a field has no known type");
      }
    }
    return false;
  }

  private static ByteBuffer field(ByteBuffer message) {
    long length = number(message);
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer field =
        message.slice(message.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    message.position(message.position() + (int) length);
    return field;
  }

  /** Reads a number of 7 bits a byte, the lowest first. */
  private static long number(ByteBuffer message) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = message.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number has more than ten bytes");
  }
}
