package org.revcor.stimulus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.revcor.ImageShape;
import org.revcor.InvalidInputException;
import org.revcor.file.Digest;
import org.revcor.file.Safetensors;
import org.revcor.file.Safetensors.Storage;
import org.revcor.file.Safetensors.Tensor;
import org.revcor.file.WholeFile;
import org.revcor.schema.Cards;

/** Components fitted to the images of a data set, of which stimuli are weighted sums. */
public sealed interface Basis extends ImageShape permits GaborBasis, PcaBasis {
  String FILE = ".safetensors";

  String CARD = ".json";

  static Basis read(String name, String file, byte[] bytes, BasisCard card) {
    String digest = Digest.of(bytes);
    if (!digest.equals(card.digest())) {
      throw new InvalidInputException(
          file,
          "a file with digest " + digest,
          "a file with the digest of its card, " + card.digest());
    }
    return card.kind().equals(BasisCard.PCA)
        ? PcaBasis.decode(name, file, bytes, card)
        : GaborBasis.decode(name, file, bytes, card);
  }

  String name();

  BasisCard card();

  byte[] bytes();

  /**
   * Writes {@code NAME.safetensors} and {@code NAME.json} into a folder, which is created if
   * missing. Each file is written atomically. The card, which contains the digest of the file, is
   * written last.
   *
   * @return the file
   * @throws IOException if a file cannot be written
   */
  default Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name() + FILE);
    WholeFile.write(file, bytes());
    WholeFile.write(folder.resolve(name() + CARD), Cards.write(card()));
    return file;
  }

  default String digest() {
    return card().digest();
  }

  @Override
  default int planes() {
    return card().planes();
  }

  @Override
  default int height() {
    return card().height();
  }

  @Override
  default int width() {
    return card().width();
  }

  /** Returns the number of components, sorted by descending variance. */
  default int components() {
    return card().components();
  }

  final class BasisArrays {
    private BasisArrays() {}

    /** Encodes arrays; equal arrays give equal bytes. */
    static byte[] encode(SequencedMap<String, List<Integer>> shapes, float[]... arrays) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      shapes.forEach((name, shape) -> tensors.put(name, new Tensor(shape, arrays[tensors.size()])));
      return Safetensors.encode(tensors, Storage.FLOAT32, Map.of());
    }

    /**
     * Decodes a file.
     *
     * @return the arrays, in the order of the names
     */
    static List<float[]> decode(
        String file, byte[] bytes, SequencedMap<String, List<Integer>> shapes) {
      SequencedMap<String, Tensor> tensors = Safetensors.decode(file, bytes).tensors();
      if (!tensors.keySet().equals(shapes.keySet())) {
        throw new InvalidInputException(
            file,
            "a file with tensors " + String.join(", ", tensors.keySet()),
            "a file with tensors " + String.join(", ", shapes.keySet()));
      }
      List<float[]> arrays = new ArrayList<>();
      shapes.forEach(
          (name, shape) ->
              arrays.add(values(file, name, Objects.requireNonNull(tensors.get(name)), shape)));
      return arrays;
    }

    private static float[] values(String file, String name, Tensor tensor, List<Integer> shape) {
      if (!tensor.shape().equals(shape)) {
        throw new InvalidInputException(
            file,
            "a file whose %s has shape %s".formatted(name, tensor.shape()),
            "a file with shape %s, as in its card".formatted(shape));
      }
      for (float value : tensor.values()) {
        if (!Float.isFinite(value)) {
          throw new InvalidInputException(
              file,
              "a file whose %s contains %s".formatted(name, value),
              "a file of finite numbers");
        }
      }
      return tensor.values();
    }
  }
}
