package org.revcor.stimulus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.file.Safetensors;
import org.revcor.file.Storage;
import org.revcor.file.Tensor;

/**
 * Principal components of the pixels of a data set's images, all planes together. An image is
 * {@code mean + Σ_k √variances[k] z_k vectors[k]} with uncorrelated scores z of variance 1, except
 * for what the components do not explain.
 *
 * @param vectors k x planes·height·width: the components, orthonormal
 * @param mean planes·height·width: the mean of all images
 * @param variances variance of each component, above 0, descending
 */
public record PcaBasis(
    String name, BasisCard card, float[] vectors, float[] mean, float[] variances)
    implements Basis {
  private static final String VECTORS = "vectors";
  private static final String MEAN = "mean";
  private static final String VARIANCES = "variances";

  /** Returns the standard name of the basis of a data set. */
  public static String nameOf(String dataset) {
    return "pca-" + dataset;
  }

  static PcaBasis decode(String name, String file, byte[] bytes, BasisCard card) {
    SequencedMap<String, Tensor> tensors = Safetensors.decode(file, bytes).tensors();
    SequencedMap<String, List<Integer>> shapes = shapes(card);
    BasisArrays.requireTensors(file, tensors, shapes);
    float[] variances = BasisArrays.values(file, VARIANCES, tensors, shapes);
    for (float variance : variances) {
      if (!(variance > 0)) {
        throw new InvalidInputException(
            file, "a file with variance " + variance, "a file with variances above 0");
      }
    }
    return new PcaBasis(
        name,
        card,
        BasisArrays.values(file, VECTORS, tensors, shapes),
        BasisArrays.values(file, MEAN, tensors, shapes),
        variances);
  }

  static byte[] encode(BasisCard card, float[] vectors, float[] mean, float[] variances) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    List<float[]> values = List.of(vectors, mean, variances);
    for (Map.Entry<String, List<Integer>> shape : shapes(card).entrySet()) {
      tensors.put(shape.getKey(), new Tensor(shape.getValue(), values.get(tensors.size())));
    }
    return Safetensors.encode(tensors, Storage.FLOAT32, Map.of());
  }

  private static SequencedMap<String, List<Integer>> shapes(BasisCard card) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(VECTORS, List.of(card.components(), card.planes(), card.height(), card.width()));
    shapes.put(MEAN, card.shape());
    shapes.put(VARIANCES, List.of(card.components()));
    return shapes;
  }

  @Override
  public byte[] bytes() {
    return encode(card, vectors, mean, variances);
  }
}
