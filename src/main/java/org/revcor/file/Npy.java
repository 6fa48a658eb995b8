package org.revcor.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.revcor.file.WholeFile.FileBytes;

/** NumPy's file format, version 1.0, little-endian, C order (NEP 1). */
public final class Npy {
  /** What {@link #numbers} reads, for messages. */
  public static final String NUMBERS =
      "numbers (little-endian float32, float64, integers or booleans, in C order), as"
          + " numpy.save(FILE, numpy.ascontiguousarray(a, \"float32\")) writes them";

  private static final int MAX_HEADER = 10 + 0xffff;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': (?<type>'[^']*'|\\[.*]), 'fortran_order': (?<fortran>True|False), 'shape':"
              + " \\((?<shape>[0-9, ]{0,200})\\),? *\\} *\n");

  private static final Pattern TYPE = Pattern.compile("<f[48]|<[iu][248]|[|][iub]1");

  /**
   * The content of a file.
   *
   * @param type format of a number, such as {@code <f4} or {@code <i8}; {@code |b1} of booleans
   * @param values values in C order, converted to float32
   */
  public record Array(String type, int[] shape, float[] values) {
    /** Returns whether the numbers are integers, with or without sign, or booleans. */
    public boolean isInteger() {
      return Npy.isInteger(type);
    }
  }

  private Npy() {}

  /** Writes counts as float64, one per channel. */
  public static byte[] counts(double[] counts) {
    return doubles(counts, counts.length);
  }

  /** Writes values as float64, in C order. NaN always has the same bytes. */
  public static byte[] doubles(double[] values, int... shape) {
    byte[] file = file("'<f8'", values.length * Double.BYTES, shape);
    ByteBuffer data = end(file, values.length * Double.BYTES);
    for (double value : values) {
      data.putLong(Double.doubleToLongBits(value));
    }
    return file;
  }

  /**
   * Writes records of several fields.
   *
   * @param fields names, formats and shapes of the fields, as NumPy describes them
   * @param size bytes of a record
   */
  public static byte[] records(String fields, int size, List<byte[]> records) {
    byte[] file = file(fields, records.size() * size, records.size());
    records.forEach(end(file, records.size() * size)::put);
    return file;
  }

  /** Encodes float32 values of equal rows, one after the other. */
  public static byte[] floats(float[][] rows, int... shape) {
    FloatBuffer values = FloatBuffer.allocate(rows.length * rows[0].length);
    for (float[] row : rows) {
      values.put(row);
    }
    return floats(values.array(), shape);
  }

  /**
   * Writes values as float32, in C order. NaN always has the same bytes, whatever the instructions
   * that computed it.
   */
  public static byte[] floats(float[] values, int... shape) {
    byte[] file = file("'<f4'", values.length * Float.BYTES, shape);
    ByteBuffer data = end(file, values.length * Float.BYTES);
    for (float value : values) {
      data.putInt(Float.floatToIntBits(value));
    }
    return file;
  }

  /**
   * Reads the float32 values of a file that {@link #floats(float[], int...)} wrote; throws like
   * {@link #read}.
   */
  public static float[] floats(byte[] file) {
    return read(file).values();
  }

  /**
   * Reads an array of float32 or float64, as {@code numpy.save} writes it.
   *
   * @throws IllegalArgumentException if the file is not such an array; the message states what it
   *     is
   */
  public static Array read(byte[] file) {
    Array array = numbers(file);
    if (array.isInteger()) {
      throw new IllegalArgumentException("a NumPy file of type " + array.type());
    }
    return array;
  }

  /** Reads an array of floating-point numbers, integers or booleans; throws like {@link #read}. */
  public static Array numbers(byte[] file) {
    Header header = header(file, file.length);
    float[] values = new float[(file.length - header.start()) / header.width()];
    header.convert(
        ByteBuffer.wrap(file, header.start(), file.length - header.start()).slice(), values);
    return new Array(header.type(), header.shape(), values);
  }

  /**
   * Returns the number of values in a file, which may be larger than the memory; throws like {@link
   * #numbers}.
   */
  public static long size(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Header header = header(channel);
      return (channel.size() - header.start()) / header.width();
    }
  }

  /** Reads the header of an open file; throws like {@link #numbers}. */
  static Header header(FileChannel file) throws IOException {
    byte[] first = new byte[(int) Math.min(MAX_HEADER, file.size())];
    FileBytes.read(file, 0, ByteBuffer.wrap(first));
    return header(first, file.size());
  }

  /**
   * What a file begins with.
   *
   * @param type format of a number, such as {@code <f4} or {@code <i8}
   * @param start position of the first number, in bytes
   */
  record Header(String type, int[] shape, int start) {
    /** Returns the length of a number, in bytes. */
    int width() {
      return type.charAt(2) - '0';
    }

    /** Converts as many numbers as the array has values. */
    void convert(ByteBuffer data, float[] values) {
      data.order(ByteOrder.LITTLE_ENDIAN);
      Numbers numbers = Npy.numbers(type);
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.next(data);
      }
    }
  }

  /**
   * Reads the header of a file.
   *
   * @param first the first bytes of the file, with the header
   */
  private static Header header(byte[] first, long length) {
    if (first.length < MAGIC.length + 2
        || !Arrays.equals(MAGIC, 0, MAGIC.length, first, 0, MAGIC.length)) {
      throw new IllegalArgumentException("not a NumPy file of version 1.0");
    }
    int start =
        MAGIC.length
            + 2
            + (ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getShort(MAGIC.length)
                & 0xffff);
    if (start > first.length) {
      throw new IllegalArgumentException("a truncated NumPy file");
    }
    Matcher matcher =
        HEADER.matcher(
            new String(
                first, MAGIC.length + 2, start - MAGIC.length - 2, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a NumPy file with an unknown header");
    }
    String type = matcher.group("type").replace("'", "");
    boolean fortran = matcher.group("fortran").equals("True");
    if (fortran || !TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "a NumPy file of type %s in %s order".formatted(type, fortran ? "Fortran" : "C"));
    }
    int[] shape =
        COMMA
            .splitAsStream(matcher.group("shape"))
            .filter(side -> !side.isBlank())
            .mapToInt(side -> Integer.parseInt(side.strip()))
            .toArray();
    Header header = new Header(type, shape, start);
    double bytes = IntStream.of(shape).asDoubleStream().reduce(header.width(), (a, b) -> a * b);
    if (bytes > length - start) {
      throw new IllegalArgumentException("a truncated NumPy file");
    }
    if (bytes < length - start) {
      throw new IllegalArgumentException(
          "a NumPy file with %.0f bytes after its array".formatted(length - start - bytes));
    }
    return header;
  }

  static boolean isInteger(String type) {
    return type.charAt(1) != 'f';
  }

  private interface Numbers {
    float next(ByteBuffer data);
  }

  private static Numbers numbers(String type) {
    return switch (type.substring(1)) {
      case "f4" -> ByteBuffer::getFloat;
      case "f8" -> data -> (float) data.getDouble();
      case "i1" -> ByteBuffer::get;
      case "u1", "b1" -> data -> data.get() & 0xff;
      case "i2" -> ByteBuffer::getShort;
      case "u2" -> data -> data.getShort() & 0xffff;
      case "i4" -> ByteBuffer::getInt;
      case "u4" -> data -> data.getInt() & 0xffffffffL;
      default -> ByteBuffer::getLong; // i8, and u8 below 2^63
    };
  }

  private static ByteBuffer end(byte[] file, int bytes) {
    return ByteBuffer.wrap(file, file.length - bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] file(String type, int bytes, int... shape) {
    String dimensions =
        Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "))
            + (shape.length == 1 ? "," : "");
    String header =
        "{'descr': %s, 'fortran_order': False, 'shape': (%s), }".formatted(type, dimensions);
    int unpadded = MAGIC.length + 2 + header.length() + 1;
    int padding = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT - unpadded;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(unpadded + padding + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length)
        .put(text)
        .array();
  }
}
