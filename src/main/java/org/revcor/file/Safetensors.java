package org.revcor.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;

/**
 * Reads and writes the safetensors file format, float32 and float16 only. A file is the length of a
 * JSON header as a little-endian 64-bit integer, the header, then the values. The header has dtype,
 * shape and offsets of each tensor.
 *
 * <p>DJL's coder trusts the header: a damaged file causes an index out of bounds or an allocation
 * of gigabytes. This class checks every number first and writes equal bytes for equal tensors.
 */
public final class Safetensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  public record Content(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {}

  /** Returns the bytes of a file with the tensors in their order. */
  public static byte[] encode(
      SequencedMap<String, Tensor> tensors, Storage storage, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(header.putObject(METADATA)::put);
    }
    int bytes = storage.bytes();
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", storage.dtype());
      entry.getValue().shape().forEach(tensor.putArray("shape")::add);
      int end = Math.addExact(offset, Math.multiplyExact(bytes, entry.getValue().values().length));
      tensor.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + padded + offset).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded)
        .put(json)
        .put(" ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8));
    for (Tensor tensor : tensors.values()) {
      put(tensor.values(), storage, file);
    }
    return file.array();
  }

  private static void put(float[] values, Storage storage, ByteBuffer file) {
    switch (storage) {
      case FLOAT32 -> {
        file.asFloatBuffer().put(values);
        file.position(file.position() + Float.BYTES * values.length);
      }
      case FLOAT16 -> {
        for (float value : values) {
          file.putShort(Float.floatToFloat16(value));
        }
      }
    }
  }

  /**
   * Reads the content of a file.
   *
   * @throws InvalidInputException if the bytes are not a valid file
   */
  public static Content decode(String file, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.length < Long.BYTES ? -1 : buffer.getLong();
    if (length < 2 || length > buffer.remaining()) {
      throw damaged(file, "its header is cut off");
    }
    byte[] json = new byte[(int) length];
    buffer.get(json);
    ByteBuffer data = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try {
      JsonNode header = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (entry.getKey().equals(METADATA)) {
          entry
              .getValue()
              .properties()
              .forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
        } else {
          tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
        }
      }
    } catch (JsonProcessingException malformed) {
      throw damaged(file, "its header is not JSON");
    }
    return new Content(tensors, metadata);
  }

  private static Tensor tensor(String file, String name, JsonNode entry, ByteBuffer data) {
    Storage storage =
        Arrays.stream(Storage.values())
            .filter(each -> each.dtype().equals(entry.path("dtype").asText()))
            .findFirst()
            .orElseThrow(
                () ->
                    damaged(
                        file,
                        name + " has dtype " + entry.path("dtype") + ", neither F32 nor F16"));
    List<Integer> shape = new ArrayList<>();
    double size = storage.bytes();
    for (JsonNode dimension : entry.path("shape")) {
      shape.add(dimension.asInt());
      size *= dimension.asInt();
    }
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (begin < 0 || end > data.limit() || end - begin != size || size <= 0) {
      throw damaged(
          file,
          "%s of shape %s lies at bytes %d to %d of %d"
              .formatted(name, shape, begin, end, data.limit()));
    }
    ByteBuffer own = data.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) ((end - begin) / storage.bytes())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (storage) {
            case FLOAT32 -> own.getFloat();
            case FLOAT16 -> Float.float16ToFloat(own.getShort());
          };
    }
    return new Tensor(shape, values);
  }

  private static InvalidInputException damaged(String file, String found) {
    return new InvalidInputException(
        file, "not usable: " + found, "a whole safetensors file of float32 or float16 weights");
  }

  /** The type that values are rounded to in a file. */
  public enum Storage {
    FLOAT32("F32", Float.BYTES),
    FLOAT16("F16", Short.BYTES);

    private final String dtype;
    private final int bytes;

    Storage(String dtype, int bytes) {
      this.dtype = dtype;
      this.bytes = bytes;
    }

    String dtype() {
      return dtype;
    }

    int bytes() {
      return bytes;
    }
  }

  /**
   * An array of any number of dimensions.
   *
   * @param values with the last dimension changing fastest; not copied, must not be changed
   */
  public record Tensor(List<Integer> shape, float[] values) {
    public Tensor {
      shape = List.copyOf(shape);
      if (shape.stream().reduce(1, Math::multiplyExact) != values.length) {
        throw new IllegalArgumentException(values.length + " values for the shape " + shape);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Tensor(List<Integer> size, float[] numbers)
          && shape.equals(size)
          && Arrays.equals(values, numbers);
    }

    @Override
    public int hashCode() {
      return 31 * shape.hashCode() + Arrays.hashCode(values);
    }
  }
}
