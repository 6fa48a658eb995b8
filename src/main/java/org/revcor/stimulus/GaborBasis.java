package org.revcor.stimulus;

/**
 * Components of natural images, of which stimuli are weighted sums. They are the principal
 * components of the weights of a data set's images on {@linkplain GaborBank Gabor wavelets},
 * converted to images.
 *
 * <p>The image of scores s in plane p is {@code Σ_c s[p,c] vectors[p,c]}, optionally plus {@code
 * mean[p]}. With the mean, the scores of an image of the data set reconstruct that image except for
 * a constant. Vectors and means sum to zero over the pixels, so each plane must be scaled for
 * display.
 */
public record GaborBasis(String name, BasisCard card, BasisArrays arrays) implements Basis {
  @Override
  public byte[] bytes() {
    return arrays.encode(planes(), components(), height(), width());
  }

  /** Returns planes x k x height·width: the image of each component at score 1. */
  public float[] vectors() {
    return arrays.vectors();
  }

  /** Returns planes x height·width: the image of the mean weights of all images. */
  public float[] mean() {
    return arrays.mean();
  }

  /** Returns planes x k: the minimum score of any image, relative to the mean. */
  public float[] low() {
    return arrays.low();
  }

  /** Returns planes x k: the maximum score of any image, relative to the mean. */
  public float[] high() {
    return arrays.high();
  }
}
