package org.revcor.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.revcor.Refusals;
import org.revcor.file.Safetensors.Storage;
import org.revcor.file.Safetensors.Tensor;

final class SafetensorsTest {
  @Test
  void readsWhatItWrote() {
    SequencedMap<String, Tensor> read = Safetensors.decode("file", encoded()).tensors();
    assertThat(read).isEqualTo(tensors());
    assertThat(read.keySet()).containsExactly("a.weight", "a.bias");
    assertThat(read)
        .hasEntrySatisfying("a.weight", weight -> assertThat(weight.shape()).containsExactly(2, 3));
  }

  @Test
  void headerIsAlignedAndReadByDjlAsWell() {
    byte[] file = encoded();
    assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList read = NDList.decode(manager, new ByteArrayInputStream(file));
      assertThat(read.get("a.weight").toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read.get("a.bias").toFloatArray()).containsExactly(7, 8);
    }
  }

  @Test
  void halfPrecisionRoundsToElevenBits() {
    byte[] file = Safetensors.encode(tensors(), Storage.FLOAT16, Map.of());
    assertThat(file.length).isEqualTo(encoded().length - 2 * 8);
    assertThat(Safetensors.decode("file", file).tensors()).isEqualTo(tensors());
    SequencedMap<String, Tensor> third =
        new LinkedHashMap<>(Map.of("a", new Tensor(List.of(1), new float[] {1 / 3f})));
    byte[] rounded = Safetensors.encode(third, Storage.FLOAT16, Map.of());
    assertThat(Safetensors.decode("file", rounded).tensors())
        .containsEntry("a", new Tensor(List.of(1), new float[] {1365 / 4096f}));
  }

  @Test
  void metadataSurvivesARoundTrip() {
    byte[] file = Safetensors.encode(tensors(), Storage.FLOAT32, Map.of("training", "{\"a\": 1}"));
    Safetensors.Content content = Safetensors.decode("file", file);
    assertThat(content.metadata()).containsExactly(Map.entry("training", "{\"a\": 1}"));
    assertThat(content.tensors()).isEqualTo(tensors());
  }

  private static byte[] encoded() {
    return Safetensors.encode(tensors(), Storage.FLOAT32, Map.of());
  }

  @Test
  void refusesEmptyFile() {
    assertRefused(new byte[0], "its header is cut off");
  }

  @Test
  void refusesHeaderLongerThanTheFile() {
    assertRefused(
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60).array(),
        "its header is cut off");
  }

  @Test
  void refusesHeaderThatIsNotJson() {
    assertRefused(file("{nonsense"), "its header is not JSON");
  }

  @Test
  void refusesTruncatedValues() {
    byte[] whole = encoded();
    assertRefused(
        Arrays.copyOf(whole, whole.length - 1), "a.bias of shape [2] lies at bytes 24 to 32 of 31");
  }

  @Test
  void refusesIntegers() {
    assertRefused(
        file("{\"a\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]}}"),
        "a has dtype \"I16\", neither F32 nor F16");
  }

  @Test
  void refusesShapeThatDoesNotMatchItsBytes() {
    assertRefused(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[70000,70000],\"data_offsets\":[0,4]}}"),
        "a of shape [70000, 70000] lies at bytes 0 to 4 of 8");
  }

  private static void assertRefused(byte[] file, String found) {
    Refusals.assertRefused(
        () -> Safetensors.decode("file", file),
        "file is not usable: "
            + found
            + "; it must be a whole safetensors file of float32 or float16 weights");
  }

  private static byte[] file(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(16 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static SequencedMap<String, Tensor> tensors() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a.weight", new Tensor(List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
    tensors.put("a.bias", new Tensor(List.of(2), new float[] {7, 8}));
    return tensors;
  }
}
