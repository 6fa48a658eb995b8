package org.revcor.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.revcor.InvalidInputException;
import org.revcor.estimate.HalfTally;
import org.revcor.estimate.Tally;
import org.revcor.inference.Mebibytes;

/** Results of tasks as bytes: every array is its length and its values, in big-endian order. */
public final class ResultBytes {
  private static final int FIRST_CAPACITY = 1 << 16;

  /** What a process receives at most. */
  private static final int MAX_BYTES = 1 << 30;

  private ResultBytes() {}

  public static byte[] ofTally(Tally tally) {
    Writer out = new Writer();
    out.whole(tally.block());
    half(out, tally.a());
    half(out, tally.b());
    return out.bytes();
  }

  private static void half(Writer out, HalfTally half) {
    out.whole(half.trials());
    out.doubles(half.stimuli());
    out.doubles(half.responses());
    out.doubles(half.squaredResponses());
    out.whole(half.sums().size());
    half.sums()
        .forEach(
            (name, rows) -> {
              out.text(name);
              out.rows(rows);
            });
    out.whole(half.products().size());
    half.products()
        .forEach(
            (name, rows) -> {
              out.text(name);
              out.rows(rows);
            });
  }

  public static Tally tally(byte[] bytes) {
    Reader in = new Reader(bytes);
    return new Tally(in.whole(), half(in), half(in));
  }

  private static HalfTally half(Reader in) {
    return new HalfTally(
        (int) in.whole(),
        in.doubles(),
        in.doubles(),
        in.doubles(),
        in.named(Reader::doubleRows),
        in.named(Reader::floatRows));
  }

  public static byte[] ofRows(float[][] rows) {
    Writer out = new Writer();
    out.rows(rows);
    return out.bytes();
  }

  public static float[][] rows(byte[] bytes) {
    return new Reader(bytes).floatRows();
  }

  public static byte[] ofFloats(float[] values) {
    Writer out = new Writer();
    out.floats(values);
    return out.bytes();
  }

  public static float[] floats(byte[] bytes) {
    return new Reader(bytes).floats();
  }

  private static final class Writer {
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY);

    private void reserve(long bytes) {
      long needed = buffer.position() + bytes;
      if (needed > MAX_BYTES) {
        throw new InvalidInputException(
            "study.readout",
            "one whose sums of a block take more than " + Mebibytes.of(MAX_BYTES),
            "a readout with fewer or smaller maps");
      }
      if (needed > buffer.capacity()) {
        long capacity = Math.min(MAX_BYTES, Math.max(2L * buffer.capacity(), needed));
        buffer = ByteBuffer.allocate((int) capacity).put(buffer.flip());
      }
    }

    void whole(long value) {
      reserve(Long.BYTES);
      buffer.putLong(value);
    }

    void text(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      reserve(Integer.BYTES + (long) bytes.length);
      buffer.putInt(bytes.length).put(bytes);
    }

    void doubles(double[] values) {
      reserve(Integer.BYTES + (long) Double.BYTES * values.length);
      buffer.putInt(values.length).asDoubleBuffer().put(values);
      buffer.position(buffer.position() + Double.BYTES * values.length);
    }

    void floats(float[] values) {
      reserve(Integer.BYTES + (long) Float.BYTES * values.length);
      buffer.putInt(values.length).asFloatBuffer().put(values);
      buffer.position(buffer.position() + Float.BYTES * values.length);
    }

    void rows(double[][] rows) {
      whole(rows.length);
      for (double[] row : rows) {
        doubles(row);
      }
    }

    void rows(float[][] rows) {
      whole(rows.length);
      for (float[] row : rows) {
        floats(row);
      }
    }

    byte[] bytes() {
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return bytes;
    }
  }

  private static final class Reader {
    private final ByteBuffer buffer;

    Reader(byte[] bytes) {
      this.buffer = ByteBuffer.wrap(bytes);
    }

    long whole() {
      return buffer.getLong();
    }

    /** Returns a length, of which a process may announce more than follows. */
    private int length(long length, int bytesEach) {
      if (length < 0 || length > buffer.remaining() / bytesEach) {
        throw new IllegalArgumentException(
            "a result of %d values that are not there".formatted(length));
      }
      return (int) length;
    }

    double[] doubles() {
      double[] values = new double[length(buffer.getInt(), Double.BYTES)];
      buffer.asDoubleBuffer().get(values);
      buffer.position(buffer.position() + Double.BYTES * values.length);
      return values;
    }

    float[] floats() {
      float[] values = new float[length(buffer.getInt(), Float.BYTES)];
      buffer.asFloatBuffer().get(values);
      buffer.position(buffer.position() + Float.BYTES * values.length);
      return values;
    }

    double[][] doubleRows() {
      double[][] rows = new double[length(whole(), Integer.BYTES)][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = doubles();
      }
      return rows;
    }

    float[][] floatRows() {
      float[][] rows = new float[length(whole(), Integer.BYTES)][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = floats();
      }
      return rows;
    }

    <T> SortedMap<String, T> named(Function<Reader, T> rows) {
      SortedMap<String, T> named = new TreeMap<>();
      for (long left = whole(); left > 0; left--) {
        byte[] name = new byte[length(buffer.getInt(), Byte.BYTES)];
        buffer.get(name);
        named.put(new String(name, StandardCharsets.UTF_8), rows.apply(this));
      }
      return named;
    }
  }
}
