package org.revcor.stimulus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.Basis.BasisArrays;

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
  /** Returns the standard name of the basis of a data set. */
  public static String nameOf(String dataset) {
    return "pca-" + dataset;
  }

  static PcaBasis decode(String name, String file, byte[] bytes, BasisCard card) {
    List<float[]> arrays = BasisArrays.decode(file, bytes, shapes(card));
    float[] variances = arrays.get(2);
    for (float variance : variances) {
      if (!(variance > 0)) {
        throw new InvalidInputException(
            file, "a file with variance " + variance, "a file with variances above 0");
      }
    }
    return new PcaBasis(name, card, arrays.get(0), arrays.get(1), variances);
  }

  private static SequencedMap<String, List<Integer>> shapes(BasisCard card) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("vectors", List.of(card.components(), card.planes(), card.height(), card.width()));
    shapes.put("mean", card.shape());
    shapes.put("variances", List.of(card.components()));
    return shapes;
  }

  @Override
  public byte[] bytes() {
    return BasisArrays.encode(shapes(card), vectors, mean, variances);
  }
}
