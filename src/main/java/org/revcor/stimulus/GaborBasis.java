package org.revcor.stimulus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.revcor.InvalidInputException;
import org.revcor.stimulus.Basis.BasisArrays;

/**
 * Components of natural images, of which stimuli are weighted sums. They are the principal
 * components of the weights of a data set's images on {@linkplain GaborBank Gabor wavelets},
 * converted to images.
 *
 * <p>The image of scores s in plane p is {@code Σ_c s[p,c] vectors[p,c]}, optionally plus {@code
 * mean[p]}. With the mean, the scores of an image of the data set reconstruct that image except for
 * a constant. Vectors and means sum to zero over the pixels, so each plane must be scaled for
 * display.
 *
 * @param vectors planes x k x height·width: the image of each component at score 1
 * @param mean planes x height·width: the image of the mean weights of all images
 * @param low planes x k: the minimum score of any image, relative to the mean
 * @param high planes x k: the maximum score of any image, relative to the mean
 */
public record GaborBasis(
    String name, BasisCard card, float[] vectors, float[] mean, float[] low, float[] high)
    implements Basis {
  static GaborBasis decode(String name, String file, byte[] bytes, BasisCard card) {
    List<float[]> arrays = BasisArrays.decode(file, bytes, shapes(card));
    float[] low = arrays.get(2);
    float[] high = arrays.get(3);
    for (int i = 0; i < low.length; i++) {
      if (low[i] > high[i]) {
        throw new InvalidInputException(
            file,
            "a file whose score %d ranges from %s to %s".formatted(i, low[i], high[i]),
            "a file with low <= high for all scores");
      }
    }
    return new GaborBasis(name, card, arrays.get(0), arrays.get(1), low, high);
  }

  private static SequencedMap<String, List<Integer>> shapes(BasisCard card) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("vectors", List.of(card.planes(), card.components(), card.height(), card.width()));
    shapes.put("mean", card.shape());
    shapes.put("low", List.of(card.planes(), card.components()));
    shapes.put("high", List.of(card.planes(), card.components()));
    return shapes;
  }

  @Override
  public byte[] bytes() {
    return BasisArrays.encode(shapes(card), vectors, mean, low, high);
  }
}
