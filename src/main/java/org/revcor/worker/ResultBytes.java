package org.revcor.worker;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.commons.io.function.Uncheck;
import org.revcor.InvalidInputException;
import org.revcor.estimate.Tally;
import org.revcor.inference.Mebibytes;

/**
 * Inputs and results of tasks as bytes, in CBOR; rows of numbers are binary, in big-endian order.
 */
public final class ResultBytes {
  /** What a process receives at most. */
  private static final int MAX_BYTES = 1 << 30;

  private static final ObjectMapper MAPPER =
      Cbor.mapper()
          .copy()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .registerModule(
              new SimpleModule()
                  .addSerializer(double[].class, writer(ResultBytes::ofDoubles))
                  .addDeserializer(double[].class, reader(ResultBytes::doubles))
                  .addSerializer(float[].class, writer(ResultBytes::ofFloatRow))
                  .addDeserializer(float[].class, reader(ResultBytes::floatRow)));

  private ResultBytes() {}

  public static byte[] ofTally(Tally tally) {
    return write(tally);
  }

  public static Tally tally(byte[] bytes) {
    return read(bytes, Tally.class);
  }

  public static byte[] ofFloats(float[] values) {
    return write(values);
  }

  public static float[] floats(byte[] bytes) {
    return read(bytes, float[].class);
  }

  private static byte[] write(Object value) {
    byte[] bytes = Uncheck.get(() -> MAPPER.writeValueAsBytes(value));
    if (bytes.length > MAX_BYTES) {
      throw new InvalidInputException(
          "study.readout",
          "one whose sums of a block take more than " + Mebibytes.of(MAX_BYTES),
          "a readout with fewer or smaller maps");
    }
    return bytes;
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    return Uncheck.get(() -> MAPPER.readValue(bytes, type));
  }

  private static byte[] ofDoubles(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, values.length));
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
    return values;
  }

  private static byte[] ofFloatRow(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static float[] floatRow(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static <T> JsonSerializer<T> writer(Function<T, byte[]> bytes) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        out.writeBinary(bytes.apply(value));
      }
    };
  }

  private static <T> JsonDeserializer<T> reader(Function<byte[], T> values) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return values.apply(in.getBinaryValue());
      }
    };
  }
}
