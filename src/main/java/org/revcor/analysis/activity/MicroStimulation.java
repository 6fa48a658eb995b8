package org.revcor.analysis.activity;

import org.revcor.observer.Edit;
import org.revcor.observer.Indices;
import org.revcor.observer.LayerDescription;

/**
 * Raises biases in proportion to how active each feature map is under the images of a class: {@code
 * b_m += λ k mean(a_m) / max(a_m)} (the paper's Eq 6).
 *
 * <p>a is the mean activation over the images, one value per position. The paper prints a sum over
 * the positions of a map; its values of λ belong to a mean.
 *
 * @param layer layer whose biases change
 * @param drive added to each bias for λ k = 1; one value per feature map or fully connected unit
 */
public record MicroStimulation(String layer, float[] drive) {
  /** Divisor of the activation of a fully connected unit, which is a map of one position. */
  public enum Divisor {
    /** No division, as the authors do; division by its own maximum gives 1 for each active unit. */
    NONE,
    /** The largest activation of the layer. */
    LAYER
  }

  /**
   * Creates the stimulation from mean activations.
   *
   * @param layer layer whose biases change
   * @param source layer of the activations, with as many maps
   * @param activation C·H·W means over the images of a class; a map without activity above 0 gets 0
   */
  public static MicroStimulation of(
      String layer, LayerDescription source, double[] activation, Divisor divisor) {
    float[] drive = new float[source.planes()];
    int positions = source.height() * source.width();
    double largest = 0;
    for (double value : activation) {
      largest = Math.max(largest, value);
    }
    for (int map = 0; map < drive.length; map++) {
      double sum = 0;
      double most = 0;
      for (int position = 0; position < positions; position++) {
        double value = activation[map * positions + position];
        sum += value;
        most = Math.max(most, value);
      }
      if (positions == 1) {
        most = divisor == Divisor.NONE ? 1 : largest;
      }
      drive[map] = most > 0 ? (float) (sum / positions / most) : 0;
    }
    return new MicroStimulation(layer, drive);
  }

  /** Returns the edit for a dose λ k. */
  public Edit edit(double dose) {
    float[] amounts = new float[drive.length];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = (float) (dose * drive[i]) + 0f;
    }
    return new Edit.AddBias(layer, Indices.ALL, amounts);
  }
}
